/** Truncation: a number in the stream's metadata, which others may be writing at the same time. */
import { BACKWARDS, type Credentials, END, type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { isOfType } from './faults.ts';
import { guarded } from './reads.ts';

/** Writers that keep losing to others are told so after this many attempts. */
const MOST_ATTEMPTS = 20;

export interface Writing {
  readonly deadline: number;
  readonly credentials?: Credentials;
}

/** Hides the events before a revision. Never shows again what was hidden already. */
export async function truncate(
  client: EventStoreDBClient,
  stream: string,
  before: number,
  writing: Writing,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { metadata, revision } = await readMetadata(client, stream);
    // Also where the stream was deleted meanwhile.
    if (Number(metadata.$tb ?? 0) >= before) return;
    try {
      const expectedRevision = revision ?? NO_STREAM;
      await client.setStreamMetadata(stream, { ...metadata, truncateBefore: before }, { ...writing, expectedRevision });
      return;
    } catch (error) {
      if (!isOfType(error, 'wrong-expected-version') || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

interface Stored {
  readonly metadata: Record<string, unknown>;
  readonly revision: bigint | undefined;
}

/** As stored. What the client gives instead of a revision is a position in the log. */
async function readMetadata(client: EventStoreDBClient, stream: string): Promise<Stored> {
  const read = client.readStream(`$$${stream}`, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
  try {
    for await (const { event } of guarded(read))
      if (event?.isJson) return { metadata: event.data as Record<string, unknown>, revision: event.revision };
  } catch (error) {
    if (!isOfType(error, 'stream-not-found')) throw error;
  }
  return { metadata: {}, revision: undefined };
}
