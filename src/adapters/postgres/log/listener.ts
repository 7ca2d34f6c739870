/** Hears of appends by other processes. Only speeds things up: subscribers also look by themselves now and then. */
import type { Sql } from 'postgres';
import type { News } from './news.ts';
import { CHANNEL } from './schema.ts';

export class Listener {
  readonly #connect: () => Sql;
  readonly #news: News;
  #client: Sql | undefined;
  #starting = false;
  #closed = false;

  constructor(connect: () => Sql, news: News) {
    this.#connect = connect;
    this.#news = news;
  }

  /**
   * Listens on a new connection. The driver listens again by itself after a lost connection, but gives up when the server is
   * away at that moment; so whoever finds events that were not announced calls this again. Never throws.
   */
  async start(): Promise<void> {
    if (this.#starting || this.#closed) return;
    this.#starting = true;
    const previous = this.#client;
    const client = this.#connect();
    this.#client = client;
    try {
      await previous?.end({ timeout: 0 });
      const hear = (payload: string): void => {
        // Anyone with access to the database can notify anything.
        if (/^\d{1,19}$/.test(payload)) this.#news.tell(BigInt(payload));
      };
      await client.listen(CHANNEL, hear, () => this.#news.wakeAll());
    } catch {
      // Tried again when the next missed announcement is noticed.
    } finally {
      this.#starting = false;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end({ timeout: 0 });
  }
}
