/** PostGraphile on a database: `node postgraphile.js DATABASE_URL PORT`. In a folder of its own, as it brings its own GraphQL. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';

// It asks for Node 22; this is all that it misses on Node 20.
Promise.withResolvers ??= () => {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
};

const [connectionString, port] = process.argv.slice(2);

const server = createServer();
server.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // It offers only what has an index of its own otherwise, and no order by anything else.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ connectionString, schemas: ['read'] })],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: { explain: false },
});
const serving = instance.createServ(grafserv);
await serving.addTo(server);
server.listen(Number(port), '127.0.0.1');
