/** A form that was filled in, and an event that was booked. Loading twice changes nothing: every write has an idempotency key. */
import type { DemoKey } from './keys.ts';

type Ask = <T>(query: string, variables: object) => Promise<T>;

export async function loadServices(url: string, { secret }: DemoKey): Promise<void> {
  const ask: Ask = async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: never; errors?: unknown };
    if (errors) throw new Error(`The sample forms and bookings were refused: ${JSON.stringify(errors)}`);
    return data;
  };
  await loadForm(ask);
  await loadBooking(ask);
}

async function loadForm(ask: Ask): Promise<void> {
  await ask(
    `mutation($input: DefineFormInput!) { defineForm(input: $input, idempotencyKey: "demo form") { __typename } }`,
    {
      input: {
        alias: 'contact',
        name: 'Contact us',
        fields: [
          { alias: 'name', label: 'Your name', type: 'NAME' },
          { alias: 'email', label: 'Your e-mail', type: 'EMAIL', required: true },
          { alias: 'message', label: 'Your message', type: 'LONG_TEXT', required: true },
        ],
      },
    },
  );
  await ask(
    `mutation($input: SubmitFormInput!) { submitForm(input: $input, idempotencyKey: "demo submission") { __typename } }`,
    {
      input: {
        alias: 'contact',
        answers: [
          { field: 'name', value: 'Ada Lovelace' },
          { field: 'email', value: 'ada@lovelace.example' },
          { field: 'message', value: 'Can the engine weave algebraic patterns?' },
        ],
      },
    },
  );
}

/** A repetition on another day asks for other times: it is refused, and nothing has to be booked. */
async function loadBooking(ask: Ask): Promise<void> {
  const slots = [9, 10, 11].map((hour) => ({ start: tomorrowAt(hour), end: tomorrowAt(hour + 1), operator: 1 }));
  const { event } = await ask<{ event: { bookableEvent?: { key: string } } }>(
    `mutation($input: CreateBookableEventInput!) {
      event: createBookableEvent(input: $input, idempotencyKey: "demo event") {
        ... on CreateBookableEventPayload { bookableEvent { key } }
      }
    }`,
    {
      input: {
        name: 'Tour of the engine',
        location: 'South Kensington',
        timezone: 'Europe/London',
        capacity: 6,
        price: { amount: '12.50', currency: 'GBP' },
        operators: [{ ref: 1, name: 'Charles Babbage', email: 'charles@babbage.example' }],
        slots,
      },
    },
  );
  if (!event.bookableEvent) return;
  await ask(
    `mutation($input: BookSessionInput!) { bookSession(input: $input, idempotencyKey: "demo booking") { __typename } }`,
    {
      input: {
        event: event.bookableEvent.key,
        start: tomorrowAt(10),
        seats: 2,
        name: 'Mary Somerville',
        email: 'mary@somerville.example',
      },
    },
  );
}

function tomorrowAt(hour: number): string {
  const day = new Date(Date.now() + 86_400_000);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hour)).toISOString();
}
