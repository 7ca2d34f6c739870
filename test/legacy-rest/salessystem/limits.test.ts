/** Limits of a key, by the numbered cases of the contract. */
import { expect, test } from 'vitest';
import { ok, openShop } from './client.ts';

test('case 5: too many calls answer 9050 without a session, and the next minute is a new one', async () => {
  const shop = await openShop({ rateLimitPerMinute: 3 });
  try {
    const answers = [];
    for (let call = 0; call < 6; call++) answers.push(await shop.call('startSession', { session_id: 'limited' }));
    expect(answers.slice(0, 3).every(({ error_code: code }) => code === null)).toBe(true);
    for (const answer of answers.slice(3))
      expect(answer).toEqual({ error_code: 9050, error_message: 'Too many connections', session_id: null });
    const other = await shop.issueKey({ name: 'another shop' });
    ok(await shop.call('startSession', {}, other));
  } finally {
    await shop.stop();
  }
});

test('case 5: too many calls at the same time answer 9050; later ones work again', async () => {
  const shop = await openShop({ maxConcurrentPerKey: 2 });
  try {
    const answers = await Promise.all(Array.from({ length: 40 }, () => shop.call('startSession')));
    const codes = new Set(answers.map(({ error_code: code }) => code));
    expect(codes).toEqual(new Set([null, 9050]));
    ok(await shop.call('startSession'));
  } finally {
    await shop.stop();
  }
});
