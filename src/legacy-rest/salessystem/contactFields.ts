/** The contact as this API writes it (`client_*`) and shows it (`contact_*`). */
import { z } from 'zod';
import type { Application } from '../../application/application.ts';
import type { ContactChanges } from '../../application/contacts.ts';
import { countryCode, countryName } from '../../application/countries.ts';
import type { ContactDetails, ContactDetailsPatch } from '../../domain/crm/contact/events.ts';
import type { ContactRow } from '../../projections/contacts/queries.ts';
import type { Fields } from './answer.ts';
import { DEFAULT_TAXABLE, DEFAULT_TEAM } from './defaults.ts';
import { checkChoices } from './menus.ts';
import { country, currency, day, email, integer, oneOf, taxable, text, url, yesNo } from './values.ts';

/** Everything but the password, which is no field of a contact. */
export const clientNames = {
  client_firstname: text,
  client_lastname: text,
  client_company: text,
  client_email: email,
  client_email2: email,
  client_emailhome: email,
  client_emailhome2: email,
  client_emailbilling: email,
  client_title: text,
  client_address1: text,
  client_address2: text,
  client_address3: text,
  client_state: text,
  client_postcode: text,
  client_country: country,
  client_phone: text,
  client_mobile: text,
  client_fax: text,
  client_type: text,
  client_found: text,
  client_url: url,
  client_url2: url,
  client_newsletter: yesNo,
  client_dataprotect: yesNo,
  client_taxable: taxable,
  client_team: text,
  client_currency: currency,
  client_label: text,
  client_dob: day,
  client_terms: day,
  client_timezone: text,
  client_agentname: text,
  client_assistantname: text,
  client_recommendedby: text,
  client_employeeno: integer,
  client_companyturnover: integer,
  client_jobposition: text,
  client_distributor: text,
  client_aim: text,
  client_jabber: text,
  client_skypename: text,
  client_msn: text,
  client_google: text,
  client_yahoo: text,
  client_gender: oneOf('male', 'female'),
  client_blog: text,
  client_twitter: text,
  client_facebookuser: text,
  client_facebookpage: text,
  client_facebookgroup: text,
};
export const clientFields = z.object(clientNames);
export type ClientFields = z.output<typeof clientFields>;

/** Codes have to be in their menus; a title need not. */
export const checkMenus = (app: Application, client: ClientFields): Promise<void> =>
  checkChoices(app, {
    client_type: ['contactType', client.client_type],
    client_found: ['contactSource', client.client_found],
    client_team: ['team', client.client_team],
    client_label: ['contactLabel', client.client_label],
  });

/** Missing is unchanged, blank clears; there is no third state of a yes or no, so a blank one is a no. */
export function contactChanges(client: ClientFields): ContactChanges {
  const { client_newsletter: newsletter, client_country: countryCode } = client;
  return {
    ...(client.client_email === undefined ? {} : { email: client.client_email }),
    ...(newsletter === undefined ? {} : { subscribed: newsletter ?? false }),
    ...(countryCode === undefined ? {} : { view: { countryCode } }),
    details: {
      ...personOf(client),
      ...reachedBy(client),
      ...businessOf(client),
      mainAddress: {
        line1: client.client_address1,
        line2: client.client_address2,
        line3: client.client_address3,
        region: client.client_state,
        postcode: client.client_postcode,
      },
      profiles: {
        aim: client.client_aim,
        jabber: client.client_jabber,
        skype: client.client_skypename,
        msn: client.client_msn,
        google: client.client_google,
        yahoo: client.client_yahoo,
        blog: client.client_blog,
        twitter: client.client_twitter,
        facebook: client.client_facebookuser,
        facebookPage: client.client_facebookpage,
        facebookGroup: client.client_facebookgroup,
      },
    },
  };
}

const personOf = (client: ClientFields): ContactDetailsPatch => ({
  prefix: client.client_title,
  firstName: client.client_firstname,
  lastName: client.client_lastname,
  companyName: client.client_company,
  jobPosition: client.client_jobposition,
  dateOfBirth: client.client_dob,
  gender: client.client_gender,
  timezone: client.client_timezone,
  employeeNumber: client.client_employeeno,
});

const reachedBy = (client: ClientFields): ContactDetailsPatch => ({
  email2: client.client_email2,
  emailHome: client.client_emailhome,
  emailHome2: client.client_emailhome2,
  emailBilling: client.client_emailbilling,
  phoneWork: client.client_phone,
  phoneMobile: client.client_mobile,
  phoneFax: client.client_fax,
  website: client.client_url,
  website2: client.client_url2,
});

const businessOf = (client: ClientFields): ContactDetailsPatch => ({
  type: client.client_type,
  source: client.client_found,
  label: client.client_label,
  team: client.client_team,
  currency: client.client_currency,
  taxable: client.client_taxable,
  termsAcceptedOn: client.client_terms,
  dataSharingAllowed: client.client_dataprotect,
  agentName: client.client_agentname,
  assistantName: client.client_assistantname,
  recommendedBy: client.client_recommendedby,
  distributor: client.client_distributor,
  companyTurnover: client.client_companyturnover,
});

const yesOrNo = (value: boolean | undefined): 'Y' | 'N' => (value ? 'Y' : 'N');

/** All that there is to know of a contact; each parameter but the password has its twin. */
export const CONTACT_FIELDS: readonly string[] = [
  ...['contact_ref', 'contact_key'],
  ...Object.keys(clientNames).flatMap((name) =>
    name === 'client_password' ? [] : [name.replace('client_', 'contact_')],
  ),
  ...['contact_country_code', 'contact_priceband'],
];

/** The fields that were asked for, lower case; unknown names are passed over, and what is unset is `null`. */
export function selectContactFields({ shopCurrency }: Application, row: ContactRow, names: readonly string[]): Fields {
  const shown = showContact(row, shopCurrency);
  const known = names.flatMap((name): [string, unknown][] => (Object.hasOwn(shown, name) ? [[name, shown[name]]] : []));
  return Object.fromEntries(known.map(([name, value]) => [name, value ?? null]));
}

function showContact({ key, ref, email: address, subscribed, details }: ContactRow, shopCurrency: string): Fields {
  return {
    contact_ref: String(ref),
    contact_key: key,
    contact_email: address,
    contact_newsletter: yesOrNo(subscribed),
    contact_dataprotect: yesOrNo(details.dataSharingAllowed),
    ...showPerson(details),
    ...showAddress(details),
    ...showBusiness(details, shopCurrency),
    ...showProfiles(details),
  };
}

const showPerson = (details: ContactDetails): Fields => ({
  contact_title: details.prefix,
  contact_firstname: details.firstName,
  contact_lastname: details.lastName,
  contact_company: details.companyName,
  contact_jobposition: details.jobPosition,
  contact_dob: details.dateOfBirth,
  contact_gender: details.gender,
  contact_timezone: details.timezone,
  contact_employeeno: details.employeeNumber,
  contact_email2: details.email2,
  contact_emailhome: details.emailHome,
  contact_emailhome2: details.emailHome2,
  contact_emailbilling: details.emailBilling,
  contact_phone: details.phoneWork,
  contact_mobile: details.phoneMobile,
  contact_fax: details.phoneFax,
  contact_url: details.website,
  contact_url2: details.website2,
});

/** There is no city here; what others wrote into it stays where it is. */
function showAddress({ mainAddress: address = {} }: ContactDetails): Fields {
  return {
    contact_address1: address.line1,
    contact_address2: address.line2,
    contact_address3: address.line3,
    contact_state: address.region,
    contact_postcode: address.postcode,
    contact_country: address.country && countryName(address.country),
    contact_country_code: address.country && countryCode(address.country),
  };
}

const showBusiness = (details: ContactDetails, shopCurrency: string): Fields => ({
  contact_type: details.type,
  contact_found: details.source,
  contact_label: details.label,
  contact_team: details.team ?? DEFAULT_TEAM,
  contact_currency: details.currency ?? shopCurrency,
  contact_taxable: details.taxable ?? DEFAULT_TAXABLE,
  contact_priceband: details.priceBand,
  contact_terms: details.termsAcceptedOn && `${details.termsAcceptedOn} 00:00:00`,
  contact_agentname: details.agentName,
  contact_assistantname: details.assistantName,
  contact_recommendedby: details.recommendedBy,
  contact_companyturnover: details.companyTurnover,
  contact_distributor: details.distributor,
});

const showProfiles = ({ profiles = {} }: ContactDetails): Fields => ({
  contact_aim: profiles.aim,
  contact_jabber: profiles.jabber,
  contact_skypename: profiles.skype,
  contact_msn: profiles.msn,
  contact_google: profiles.google,
  contact_yahoo: profiles.yahoo,
  contact_blog: profiles.blog,
  contact_twitter: profiles.twitter,
  contact_facebookuser: profiles.facebook,
  contact_facebookpage: profiles.facebookPage,
  contact_facebookgroup: profiles.facebookGroup,
});
