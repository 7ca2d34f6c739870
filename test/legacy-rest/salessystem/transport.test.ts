/** Section 1 of the contract: how a request may look, and how it is answered. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { form, ok, openShop, register, type Shop } from './client.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const keyed = (query: string): string => `/api/v1/?apikey=${shop.server.secret}&${query}`;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

describe('who calls', () => {
  test('case 1: without a key every method answers 9001', async () => {
    for (const method of ['getDateTime', 'startSession', 'addContact', 'nosuch', '']) {
      expect(await shop.json(`/api/v1/?method=${method}`)).toEqual({
        error_code: 9001,
        error_message: 'Unauthenticated Request',
        session_id: null,
      });
    }
  });

  test('case 2: a wrong key answers 9008, before anything is known of the method', async () => {
    expect(await shop.json('/api/v1/?apikey=wrong&method=nosuch&session_id=s')).toEqual({
      error_code: 9008,
      error_message: 'Invalid API Key',
      session_id: null,
    });
  });

  test('a revoked key and a key for other APIs answer 9008', async () => {
    const elsewhere = await shop.issueKey({ fronts: ['graphql'] });
    expect(await shop.call('getDateTime', {}, elsewhere)).toMatchObject({ error_code: 9008 });
    const revoked = await shop.issueKey({ apiKey: 'revoked_one' });
    ok(await shop.call('getDateTime', {}, revoked));
    await shop.server.app.access.revokeKey(
      { actor: { kind: 'system', id: 't' }, surface: 'cli', requestId: 't', correlationId: 't' },
      'revoked_one',
    );
    expect(await shop.call('getDateTime', {}, revoked)).toMatchObject({ error_code: 9008 });
  });

  test('a key that may only read cannot write', async () => {
    const reader = await shop.issueKey({ scopes: ['read'] });
    ok(await shop.call('startSession', {}, reader));
    expect(await shop.call('addContact', {}, reader)).toMatchObject({ error_code: 9008 });
  });

  test('case 3: an unknown method answers 9002, and so does none', async () => {
    for (const method of ['nosuch', '', 'constructor', '__proto__', 'getCart2']) {
      expect(await shop.call(method)).toEqual({
        error_code: 9002,
        error_message: 'Unregistered Method',
        session_id: null,
      });
    }
  });

  test('case 4: the host allow-list knows addresses and ranges', async () => {
    const far = await shop.issueKey({
      allowedHosts: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'nonsense', '1.2.3.4/x'],
    });
    expect(await shop.call('nosuch', {}, far)).toEqual({
      error_code: 9012,
      error_message: 'Invalid Host',
      session_id: null,
    });
    for (const host of ['127.0.0.1', '127.0.0.0/8', '0.0.0.0/0', '::ffff:127.0.0.1']) {
      ok(await shop.call('getDateTime', {}, await shop.issueKey({ allowedHosts: ['10.1.1.1', host] })));
    }
  });

  test('case 4: the referrer allow-list looks at Referer and Origin, and at their absence for JSONP', async () => {
    const key = await shop.issueKey({ allowedReferrers: ['shop.example.com', '*.trusted.example'] });
    const as = (headers: Record<string, string>, query = 'method=getDateTime') =>
      shop.json(`/api/v1/?apikey=${key}&${query}`, { headers });
    const foreign = { error_code: 9015, error_message: 'Invalid Referrer', session_id: null };
    ok(await as({}));
    ok(await as({ referer: 'https://shop.example.com/basket?x=1' }));
    ok(await as({ referer: 'https://SHOP.example.com:8443/' }));
    ok(await as({ origin: 'https://www.trusted.example' }));
    expect(await as({ referer: 'https://evil.example/shop.example.com' })).toEqual(foreign);
    expect(await as({ referer: 'https://shop.example.com.evil.example/' })).toEqual(foreign);
    expect(await as({ origin: 'null' })).toEqual(foreign);
    expect(await as({ referer: 'https://shop.example.com/', origin: 'https://evil.example' })).toEqual(foreign);
    expect(await as({ referer: 'garbage' }, 'method=nosuch')).toEqual(foreign);
    const { text } = await shop.send(`/api/v1/?apikey=${key}&method=getDateTime&output=JSONP`);
    expect(text).toContain('9015');
    const { text: withPage } = await shop.send(`/api/v1/?apikey=${key}&method=getDateTime&output=JSONP`, {
      headers: { referer: 'https://shop.example.com/' },
    });
    expect(withPage).toContain('"error_code":null');
  });

  test('the key comes as parameter under four names, as header, Bearer or Basic user', async () => {
    const { secret } = shop.server;
    for (const name of ['apikey', 'api_key', 'key', 'apitoken', 'ApiKey']) {
      ok(await shop.json(`/api/v1/?method=getDateTime&${name}=${secret}`));
    }
    const basic = Buffer.from(`${secret}:ignored`).toString('base64');
    for (const headers of [
      { 'x-api-key': secret },
      { authorization: `Bearer ${secret}` },
      { authorization: `Basic ${basic}` },
    ]) {
      ok(await shop.json('/api/v1/?method=getDateTime', { headers }));
      ok(await shop.json('/api/v1/?method=getDateTime&apikey=', { headers }));
    }
    expect(await shop.json('/api/v1/?method=getDateTime', { headers: { authorization: 'Basic !!' } })).toMatchObject({
      error_code: 9001,
    });
  });
});

describe('which method', () => {
  test('every alias of the endpoint answers, with and without the method behind it', async () => {
    const { secret } = shop.server;
    for (const path of ['/api/v1/', '/api/v1', '/api/', '/api', '/v1/', '/v1', '/api/1.0/', '/salessystem/api/v1']) {
      ok(await shop.json(`${path}?method=getDateTime&apikey=${secret}`));
      ok(await shop.json(`${path.replace(/\/$/, '')}/getDateTime?apikey=${secret}`));
      ok(await shop.json(`${path.replace(/\/$/, '')}/getDateTime.json?apikey=${secret}`));
    }
  });

  test('case 59: letter case does not matter, and sessionEnd is endSession', async () => {
    ok(await shop.call('GETDATETIME'));
    ok(await shop.call('startsession', { session_id: 'to-end' }));
    expect(ok(await shop.call('SessionEnd', { session_id: 'to-end' })).session_id).toBeNull();
  });

  test('parameters come before the path, in their order', async () => {
    for (const name of ['method', 'action', 'call', 'function', 'cmd', 'api_method']) {
      ok(await shop.json(`/api/v1/nosuch?apikey=${shop.server.secret}&${name}=getDateTime`));
    }
    ok(await shop.json(keyed('action=nosuch&method=getDateTime')));
    ok(await shop.json(keyed('method=&action=getDateTime')));
  });

  test("other APIs keep their paths, and unclaimed ones are nobody's", async () => {
    expect((await shop.send('/api/v1/oauth/token', { method: 'POST' })).text).toContain('ClientId');
    expect((await shop.send('/api/site/contacts')).response.status).toBe(401);
    expect((await shop.send('/api/v1/a/b')).response.status).toBe(404);
    expect((await shop.send('/api/v3/x/y')).response.status).toBe(404);
  });

  test('only GET and POST do anything', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect(await shop.json(keyed('method=getDateTime'), { method })).toMatchObject({ error_code: 9002 });
    }
    const before = await shop.server.log.head();
    await fetch(
      `${shop.server.url}${keyed('method=addContact&client_firstname=H&client_lastname=H&client_email=h@example.com&client_password=hhhhhh')}`,
      { method: 'HEAD' },
    );
    expect(await shop.server.log.head()).toBe(before);
  });
});

describe('what is sent', () => {
  test('case 6: GET query, POST form, multipart and JSON are the same call', async () => {
    const { session, ref } = await register(shop);
    const parameters = { apikey: shop.server.secret, method: 'getContact', session_id: session, filter: 'contact_ref' };
    const multipart = new FormData();
    for (const [name, value] of Object.entries(parameters)) multipart.set(name, value);
    multipart.set('upload', new Blob(['ignored']), 'file.txt');
    const calls = await Promise.all([
      shop.json(`/api/v1/?${form(parameters)}`),
      shop.json('/api/v1/', { method: 'POST', body: form(parameters) }),
      shop.json('/api/v1/', { method: 'POST', body: multipart }),
      shop.json('/api/v1/', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(parameters),
      }),
      shop.json('/api/v1/', { method: 'POST', headers: { 'content-type': '' }, body: JSON.stringify(parameters) }),
      shop.json('/api/v1/', { method: 'POST', body: JSON.stringify(parameters) }),
      shop.json('/api/v1/', { method: 'POST', body: String(form(parameters)) }),
    ]);
    for (const body of calls) {
      expect(body).toEqual({ error_code: null, error_message: null, session_id: session, contact_ref: String(ref) });
    }
  });

  test('query and body are merged: the body wins for scalars, lists are united in order', async () => {
    const { session } = await register(shop);
    const body = await shop.json(keyed(`method=nosuch&session_id=other&filter=contact_firstname`), {
      method: 'POST',
      body: form({ method: 'getContact', SESSION_ID: session, 'filter[]': ['contact_lastname', 'contact_firstname'] }),
    });
    expect(Object.keys(ok(body)).slice(-2)).toEqual(['contact_firstname', 'contact_lastname']);
    expect(body.session_id).toBe(session);
  });

  test('every form of a filter asks for the same', async () => {
    const { session } = await register(shop);
    const asked = async (query: string) => {
      const {
        session_id: _,
        error_code: __,
        error_message: ___,
        ...fields
      } = ok(await shop.json(keyed(`method=getContact&session_id=${session}&${query}`)));
      return Object.keys(fields);
    };
    const json = encodeURIComponent('["contact_firstname","contact_email"]');
    for (const query of [
      'filter=contact_firstname&filter=contact_email',
      'filter[]=contact_firstname&filter[]=contact_email',
      'filter%5B%5D=contact_firstname&filter%5B%5D=contact_email',
      'filter[0]=contact_firstname&filter[1]=contact_email',
      'filter[contact_firstname]=1&filter[contact_email]=yes&filter[contact_lastname]=0',
      'filter=contact_firstname,contact_email',
      'filter=contact_firstname;contact_email',
      'filter=contact_firstname|contact_email',
      'filter=contact_firstname+contact_email',
      'filter=+CONTACT_FIRSTNAME,,contact_email,contact_firstname,nosuch,__proto__,constructor',
      `filter=${json}`,
      'filters=contact_firstname,contact_email',
    ]) {
      expect(await asked(query), query).toEqual(['contact_firstname', 'contact_email']);
    }
    const posted = await shop.json('/api/v1/getContact', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': shop.server.secret },
      body: JSON.stringify({ session_id: session, filter: ['contact_firstname', 'contact_email'] }),
    });
    expect(ok(posted)).toHaveProperty('contact_email');
    expect(await asked('filter=nosuch')).toEqual([]);
  });

  test('case 60: what is not UTF-8 is read as Latin-1, form and multipart alike', async () => {
    const { session } = await register(shop);
    const latin = await shop.send(keyed(`method=updateContact&session_id=${session}`), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_lastname=B%E9rard&client_firstname=%80uro+%C3%A9',
    });
    expect(latin.text).toContain('"error_code":null');
    const { text } = await shop.send(
      keyed(`method=getContact&session_id=${session}&filter=contact_lastname,contact_firstname`),
    );
    expect(text).toContain('"contact_lastname":"B\\u00e9rard"');
    expect(JSON.parse(text)).toMatchObject({ contact_lastname: 'Bérard' });

    const part = (name: string, value: Buffer) =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
        value,
        Buffer.from('\r\n'),
      ]);
    const body = Buffer.concat([
      part('client_lastname', Buffer.from('Ren\xe9e', 'latin1')),
      part('client_firstname', Buffer.from('Zoë 🎩')),
      Buffer.from('--b--\r\n'),
    ]);
    ok(
      await shop.json(keyed(`method=updateContact&session_id=${session}`), {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body,
      }),
    );
    expect(
      await shop.call('getContact', { session_id: session, filter: 'contact_lastname,contact_firstname' }),
    ).toMatchObject({ contact_lastname: 'Renée', contact_firstname: 'Zoë 🎩' });
  });

  test('a GET may write', async () => {
    const query = 'client_firstname=G&client_lastname=H&client_email=by-get@example.com&client_password=secret1';
    expect(ok(await shop.json(keyed(`method=addContact&${query}`)))).toHaveProperty('contact_ref');
  });
});

describe('what comes back', () => {
  test('JSON is ASCII, compact, never cached', async () => {
    const { session } = await register(shop, { client_lastname: 'Ünï 🎩 </script><b>' });
    const { response, text } = await shop.send(
      keyed(`method=getContact&session_id=${session}&filter=contact_lastname`),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect([...text].every((character) => character.charCodeAt(0) < 128)).toBe(true);
    expect(text).toContain('\\u00dcn\\u00ef \\ud83c\\udfa9 <\\/script><b>');
    expect(JSON.parse(text)).toMatchObject({ contact_lastname: 'Ünï 🎩 </script><b>' });
  });

  test('case 7: JSONP calls back under the given name if that is a name', async () => {
    const { response, text } = await shop.send(keyed('method=getDateTime&output=JSONP&callback=cb1'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toMatch(/^\/\*\*\/cb1\(\{.*\}\);$/);
    const bad = ['a<b', '', 'a;b', 'a b', '1a', 'a.', 'a[x]', 'a()', `x${'y'.repeat(128)}`];
    for (const name of bad) {
      const answer = await shop.send(keyed(`method=getDateTime&output=jsonp&callback=${encodeURIComponent(name)}`));
      expect(answer.text, name).toMatch(/^\/\*\*\/callback\(\{.*\}\);$/);
    }
    const good = await shop.send(keyed('method=getDateTime&output=jsonp&callback=jQuery.list[12].$_cb'));
    expect(good.text).toMatch(/^\/\*\*\/jQuery\.list\[12\]\.\$_cb\(/);
  });

  test('output and callback have aliases; an unknown output is JSON; errors come as JSONP too', async () => {
    for (const query of ['format=jsonp&cb=f', 'response_type=JSONP&jsonp=f', 'output=Jsonp&jsoncallback=f']) {
      expect((await shop.send(keyed(`method=getDateTime&${query}`))).text, query).toMatch(/^\/\*\*\/f\(/);
    }
    expect((await shop.send(`/api/v1/getDateTime.jsonp?key=${shop.server.secret}&cb=f`)).text).toMatch(/^\/\*\*\/f\(/);
    ok(await shop.json(keyed('method=getDateTime&output=xml')));
    ok(await shop.json(`/api/v1/getDateTime.jsonp?key=${shop.server.secret}&output=json`));
    const { response, text } = await shop.send('/api/v1/?output=jsonp');
    expect(response.status).toBe(200);
    expect(text).toBe('/**/callback({"error_code":9001,"error_message":"Unauthenticated Request","session_id":null});');
  });

  test('case 58: getDateTime is the time in UTC, and starts no session', async () => {
    const before = Date.now();
    const body = ok(await shop.call('getDateTime'));
    expect(body.datetime).toMatch(DATE_TIME);
    // In whole seconds.
    expect(Date.parse(`${body.datetime}Z`)).toBeGreaterThan(before - 1_000);
    expect(Date.parse(`${body.datetime}Z`)).toBeLessThanOrEqual(Date.now());
    expect(`${body.date}T${body.time}`).toBe(body.datetime);
    expect(body).toMatchObject({ timezone: 'UTC', timestamp: Math.floor(Date.parse(`${body.datetime}Z`) / 1000) });
    expect(body).not.toHaveProperty('session_id');
    expect(await shop.call('getDateTime', { session_id: 'mine' })).toMatchObject({ session_id: 'mine' });
  });
});

describe('what cannot be read', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, contentType: string, path = keyed('method=getDateTime')) =>
    shop.json(path, { method: 'POST', headers: { 'content-type': contentType }, body });

  test.each(['{', '[]', '"text"', 'null', '{"a":1,}', '\u0000', '[['.repeat(100_000)])(
    'malformed JSON (%#)',
    async (body) => {
      expect(await post(body, 'application/json')).toEqual({
        error_code: 1011,
        error_message: 'Data input was invalid.',
        error_invalid: { body: expect.any(String) },
        session_id: null,
      });
    },
  );

  test('bad multipart', async () => {
    for (const [type, body] of [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=b', 'no boundary at all'],
      ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut off'],
    ] as const) {
      expect(await post(body, type)).toMatchObject({ error_code: 1011, error_invalid: { body: expect.any(String) } });
    }
  });

  test('a body too large, and one that is large', async () => {
    const form = 'application/x-www-form-urlencoded';
    expect(await post('x'.repeat(3 * 1024 * 1024), form)).toMatchObject({ error_code: 1011 });
    const garbage = Uint8Array.from(Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7919) % 256));
    ok(await post(garbage, form));
    ok(await post('&'.repeat(1024 * 1024), form));
    ok(await post('%'.repeat(1024 * 1024), form));
    ok(await post(JSON.stringify({ deep: [[[{}]]], list: Array(50_000).fill('x') }), 'application/json'));
  });

  test('an unreadable body without a key elsewhere is an unauthenticated request', async () => {
    expect(await post('{', 'application/json', '/api/v1/getDateTime')).toMatchObject({ error_code: 9001 });
    expect(await post('{', 'application/json', keyed('method=nosuch'))).toMatchObject({ error_code: 9002 });
  });

  test('stray percent signs, empty names and brackets do no harm', async () => {
    for (const query of ['%', '%zz=%', '=x', '&&&=', '[]=1', 'filter[=a', 'a[b][c]=d', '%00=%00', '__proto__[x]=1']) {
      ok(await shop.json(keyed(`method=getDateTime&${query}`)));
    }
  });

  test('a GET with a body is answered', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        shop.server.url + keyed('method=getDateTime'),
        { headers: { 'content-length': 3 } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end('x=1');
    });
    expect(status).toBe(200);
  });
});
