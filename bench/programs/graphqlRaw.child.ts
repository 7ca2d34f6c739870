/** The answers of three queries from statements written by hand: `graphqlRaw.child.ts DATABASE_URL PORT`. */
import { createServer } from 'node:http';
import postgres from 'postgres';

const [url = '', port] = process.argv.slice(2);
const sql = postgres(url, { max: 10 });

const instant = (column: string) =>
  sql.unsafe(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
const contactFields = sql`'ref', c.ref, 'email', c.email, 'status', c.status, 'tags', c.tags, 'createdAt', ${instant('c.created_at')}`;

const QUERIES: Readonly<Record<string, (given: URLSearchParams) => Promise<readonly { readonly data: unknown }[]>>> = {
  one: (given) => sql`
    select json_build_object('contact', json_build_object(${contactFields})) as data
    from read.contacts as c where key = ${given.get('key')}`,
  nested: () => sql`
    with page as (select * from read.contacts order by created_at desc, ref desc limit 50)
    select json_build_object('contacts', json_build_object('nodes', json_agg(json_build_object(
      ${contactFields},
      'company', (select json_build_object('name', name) from read.companies as co where co.key = c.company),
      'orders', coalesce((
        select json_agg(json_build_object(
          'ref', o.ref, 'status', upper(o.status), 'placedAt', ${instant('o.placed_at')}, 'currency', o.currency,
          'lines', (
            select json_agg(json_build_object('name', l.line ->> 'name', 'quantity', l.line ->> 'quantity') order by l.place)
            from jsonb_array_elements(o.sale -> 'lines') with ordinality as l (line, place)
          )) order by o.ref desc)
        from (select * from read.orders where contact = c.key order by ref desc limit 5) as o), '[]')
      ) order by c.created_at desc, c.ref desc))) as data
    from page as c`,
  page: (given) => sql`
    with page as (
      select * from read.contacts where status = ${given.get('status')} and created_at > ${given.get('since')}::text::timestamptz
      order by created_at desc, ref desc limit 50)
    select json_build_object('contacts', json_build_object('nodes', json_agg(json_build_object(${contactFields})
      order by c.created_at desc, c.ref desc))) as data
    from page as c`,
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [row] = (await QUERIES[pathname.slice(1)]?.(searchParams)) ?? [];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: row?.data }));
});
server.listen(Number(port), '127.0.0.1');
