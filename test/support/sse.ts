/** Follows server-sent events, one at a time. */
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next event that has data; rejects when the stream has ended. */
  next(): Promise<SentEvent>;
  close(): Promise<void>;
}

/** Resolves once the server has answered. With a `body` it asks by POST. */
export async function followEvents(
  url: string,
  { body, ...headers }: Record<string, string> & { readonly body?: string },
): Promise<EventStream> {
  const stop = new AbortController();
  const response = await fetch(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    signal: stop.signal,
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  if (!response.body) throw new Error('There is no stream');
  const blocks = blocksOf(response.body.pipeThrough(new TextDecoderStream()));
  return {
    status: response.status,
    headers: response.headers,
    async next() {
      for (;;) {
        const { done, value } = await blocks.next();
        if (done) throw new Error('The stream has ended');
        const event = parse(value);
        if (event.data !== '') return event;
      }
    },
    async close() {
      stop.abort();
    },
  };
}

async function* blocksOf(text: ReadableStream<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const blocks = `${rest}${piece}`.split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}

function parse(block: string): SentEvent {
  const field = (name: string): string =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join('\n');
  return { id: field('id'), event: field('event'), data: field('data') };
}
