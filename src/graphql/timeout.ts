/** Ends the waiting of a caller; what the operation is doing then goes on to its own end. Subscriptions may last. */
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';

export const createTimeout = (milliseconds: number): Plugin<GraphqlContext> => ({
  onExecute({ executeFn, setExecuteFn }) {
    setExecuteFn(async (args) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve({ errors: [tookTooLong(milliseconds)] }), milliseconds);
      });
      try {
        return await Promise.race([executeFn(args), late]);
      } finally {
        clearTimeout(timer);
      }
    });
  },
});

const tookTooLong = (milliseconds: number) =>
  publicError('TIMED_OUT', `This took longer than ${milliseconds / 1000} s. A mutation may still have happened.`, {
    status: 503,
  });
