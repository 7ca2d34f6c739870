/** Hears what other processes announce. The driver gives up listening when the server is away for long, so silence is noticed. */
import { type Db, openConnection } from './db.ts';

export interface Hearing {
  /** Payload of each announcement. */
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  /** Listening (again): what was announced meanwhile has been missed. */
  readonly onListening: () => void;
  /** Listens anew after this long without a word; whoever speaks has to do so more often. */
  readonly silenceMs: number;
}

export class Ear {
  readonly #sql: Db;
  readonly #hearing: Hearing;
  #client: Db | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(sql: Db, hearing: Hearing) {
    this.#sql = sql;
    this.#hearing = hearing;
  }

  /** Never throws: what cannot be heard now is tried again after some silence. */
  async listen(): Promise<void> {
    if (this.#closed) return;
    this.#expectNoise();
    const previous = this.#client;
    const client = openConnection(this.#sql);
    this.#client = client;
    try {
      await previous?.end({ timeout: 0 });
      for (const [channel, hear] of Object.entries(this.#hearing.channels)) {
        const heard = (payload: string): void => {
          this.#expectNoise();
          hear(payload);
        };
        await client.listen(channel, heard, this.#hearing.onListening);
      }
    } catch {
      // Tried again when the silence has lasted.
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#client?.end({ timeout: 0 });
  }

  #expectNoise(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.listen(), this.#hearing.silenceMs);
    this.#timer.unref();
  }
}
