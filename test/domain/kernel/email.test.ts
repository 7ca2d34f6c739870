import { describe, expect, it } from 'vitest';
import { isEmail, normaliseEmail } from '../../../src/domain/kernel/email.ts';

describe('e-mail addresses', () => {
  it.each(['a@b.co', 'first.last+tag@sub.example.com', "o'hara@example.ie", 'müller@exämple.de', '1@2.34'])(
    'accepts %s',
    (value) => expect(isEmail(value)).toBe(true),
  );
  it.each([
    '',
    'a',
    '@b.co',
    'a@',
    'a@localhost',
    'a b@c.de',
    'a@b..co',
    '.a@b.co',
    'a.@b.co',
    'a..b@c.de',
    'a@-b.co',
    'a@b.co-',
    'a@b@c.de',
    'a\n@b.co',
    `${'x'.repeat(65)}@b.co`,
    `a@${'x'.repeat(250)}.co`,
  ])('refuses %j', (value) => expect(isEmail(value)).toBe(false));
  it('are the same whatever their letter case', () =>
    expect(normaliseEmail(' Ada@Example.COM ')).toBe('ada@example.com'));
});
