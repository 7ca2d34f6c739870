import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../../src/adapters/webhooks/addresses.ts';
import { createTargetGuard, type Resolve } from '../../../src/adapters/webhooks/guard.ts';

const to =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address }));
const closed = (resolve: Resolve = to('93.184.215.14')) => createTargetGuard({ allowPrivate: false, resolve });

describe('addresses', () => {
  test.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.255.254',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
    ],
    ...['192.0.0.1', '192.168.1.1', '198.18.0.1', '203.0.113.7', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'ff02::1',
    ],
    ...['2001:db8::1', '2002:7f00:1::', '2001:0:7f00:1::', 'localhost', ''],
  ])('%s is closed', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is open',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('targets', () => {
  test.each([
    ...['http://127.0.0.1/', 'http://2130706433/', 'http://0177.0.0.1/', 'http://[::1]:8080/', 'https://[fd00::1]/'],
    ...['http://169.254.169.254/latest/meta-data', 'ftp://example.com/', 'file:///etc/passwd'],
  ])('%s is refused', async (target) => {
    expect(await closed()(new URL(target))).toBe(false);
  });

  test('a name is as good as the worst of its addresses', async () => {
    const target = new URL('https://shop.example/hook');
    expect(await closed()(target)).toBe(true);
    expect(await closed(to('93.184.215.14', '10.0.0.1'))(target)).toBe(false);
  });

  test('a name that cannot be resolved now may be later', async () => {
    const failing: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    expect(await closed(failing)(new URL('https://r/h'))).toBe(true);
  });

  test('localhost is refused by the resolver of the system', async () => {
    expect(await createTargetGuard({ allowPrivate: false })(new URL('http://localhost:1/'))).toBe(false);
  });

  test('configuration opens private networks', async () => {
    const open = createTargetGuard({ allowPrivate: true });
    expect(await open(new URL('http://127.0.0.1:1/'))).toBe(true);
    expect(await open(new URL('ftp://127.0.0.1/'))).toBe(false);
  });
});
