/** The server's time, which callers need for dates that they send. */
import { z } from 'zod';
import { defineMethod } from './method.ts';

const getDateTime = defineMethod({
  name: 'getDateTime',
  scope: 'read',
  visit: 'none',
  parameters: z.object({}),
  async run({ app }) {
    const now = app.clock.now();
    const datetime = now.toISOString().slice(0, 19);
    const [date, time] = datetime.split('T');
    return { datetime, date, time, timezone: 'UTC', timestamp: Math.floor(now.getTime() / 1000) };
  },
});

export const clock = [getDateTime];
