/** What this API promises about members, their groups and single sign-on. */
import type { OperationReference } from '../../kit/reference.ts';
import {
  answer,
  deletedAnswer,
  id,
  notFound,
  operation,
  optional,
  pageParameters,
  parameters,
} from '../referenceParts.ts';
import { memberBody, sessionBody } from './parse.ts';

const LISTED = 'members.test.ts: case 10';
const REGISTERED = 'members.test.ts: case 11';
const UPDATED = 'members.test.ts: case 12';
const READ = 'members.test.ts: case 13';
const SESSION = 'members.test.ts: case 14';
const SHARED = 'members.test.ts: are contacts, whose addresses they share with every other API';
const REFUSED = 'members.test.ts: is refused to strangers and to members who are not approved';

const fields = parameters(
  'body',
  ['name!', 'Full name.', REGISTERED],
  ['email!', 'Address, unique among members in any letter case.', 'members.test.ts: are one for one address'],
  [
    'password',
    'Heeded when a member is made, never later, and never shown. Without one a password is mailed.',
    REGISTERED,
  ],
  [
    'groups',
    'Numbers of groups, also as text; they replace the former ones unless there are none. Unknown ones are passed over.',
    'members.test.ts: take ids of groups as text, and pass over groups that nobody knows',
  ],
  ['approved', 'Whether the member may sign on; true when left out at first.', UPDATED],
  ['billingAddress, shippingAddress', 'Addresses, merged field by field; empty texts leave what is there.', SHARED],
);

export const memberOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/members',
    summary: 'Members, the latest first.',
    parameters: [
      ...pageParameters(LISTED),
      ...parameters(
        'query',
        ['groupId', 'Only members of this group.', LISTED],
        ['group_id', 'The same.', LISTED, 'observed'],
      ),
    ],
    answers: [
      answer(200, 'An envelope of members.', LISTED),
      answer(400, 'The group is no number.', LISTED, 'inferred'),
    ],
  }),
  operation({
    method: 'POST',
    path: '/members',
    summary: 'Makes a member, and the contact with the address unless there is one.',
    parameters: fields,
    body: memberBody,
    answers: [
      answer(200, 'The member.', REGISTERED),
      answer(
        400,
        'There is such a member, or no name or address.',
        'members.test.ts: are one for one address',
        'inferred',
      ),
    ],
  }),
  operation({
    method: 'GET',
    path: '/members/search-by-email',
    summary: 'The member with an address.',
    parameters: parameters('query', ['email!', 'Address in any letter case.', READ]),
    answers: [answer(200, 'The member.', READ), answer(400, 'There is no address.', READ, 'inferred'), notFound(READ)],
  }),
  operation({
    method: 'POST',
    path: '/members/start-session',
    summary: 'A link that signs a member on once, within 15 minutes. `/members/sso` does the same.',
    parameters: parameters(
      'body',
      ['email!', 'Address of the member.', SESSION],
      ['path', 'Page of the website to go on to, from its root.', 'members.test.ts: leads nowhere else'],
    ),
    body: sessionBody,
    answers: [
      answer(200, '`token` (a signed JWT), `accessUrl`, `createdAt` and `expiresAt` in Unix seconds.', SESSION),
      answer(400, 'The member is not approved, or the path leads elsewhere.', REFUSED, 'inferred'),
      answer(404, 'There is no such member.', REFUSED, 'inferred'),
    ],
  }),
  operation({
    method: 'GET',
    path: '/members/{id}',
    summary: 'A member.',
    parameters: id('member', READ),
    answers: [answer(200, 'The member.', READ), notFound(READ)],
  }),
  operation({
    method: 'PUT',
    path: '/members/{id}',
    summary: 'Changes what is named and not empty. PATCH and POST do the same.',
    parameters: [...id('member', READ), ...optional(fields)],
    body: memberBody,
    answers: [answer(200, 'The member.', UPDATED), notFound(READ)],
  }),
  operation({
    method: 'DELETE',
    path: '/members/{id}',
    summary: 'Ends a membership. The contact stays.',
    parameters: id('member', READ),
    answers: [deletedAnswer(READ), notFound(READ)],
  }),
];

const GROUPS = 'members.test.ts: case 15';
const NAMED = 'members.test.ts: have a name';

const groupFields = (name: string) =>
  parameters(
    'body',
    [name, 'Text.', NAMED],
    ['link', 'Page that members go to once they have signed on; empty for none.', 'members.test.ts: clear their link'],
  );

export const memberGroupOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/member-groups',
    summary: 'All groups of members.',
    answers: [answer(200, 'A bare list.', GROUPS, 'observed')],
  }),
  operation({
    method: 'POST',
    path: '/member-groups',
    summary: 'Makes a group.',
    parameters: groupFields('name!'),
    answers: [answer(200, 'The group.', GROUPS), answer(400, 'There is no name.', NAMED, 'inferred')],
  }),
  operation({
    method: 'GET',
    path: '/member-groups/{id}',
    summary: 'A group.',
    parameters: id('group', GROUPS),
    answers: [answer(200, 'The group.', GROUPS), notFound(GROUPS)],
  }),
  operation({
    method: 'PUT',
    path: '/member-groups/{id}',
    summary: 'Renames a group, or changes its page. PATCH and POST do the same.',
    parameters: [...id('group', GROUPS), ...groupFields('name')],
    answers: [answer(200, 'The group.', GROUPS), notFound(GROUPS)],
  }),
  operation({
    method: 'DELETE',
    path: '/member-groups/{id}',
    summary: 'Closes a group. Its number vanishes from its members.',
    parameters: id('group', GROUPS),
    answers: [deletedAnswer('members.test.ts: vanish from their members when they are deleted'), notFound(GROUPS)],
  }),
];
