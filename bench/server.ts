/** The server in a process of its own, as `npm start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Another for each run: two at a time would measure each other. */
const PORT = 20_000 + (process.pid % 20_000);
export const URL_BASE = `http://127.0.0.1:${PORT}`;

/** A server that is given a long log builds its read models first. */
const PATIENCE_MS = 180_000;

/** Its key may have been issued just now, and ready is who is a little behind. */
const isOk = async (path: string): Promise<boolean> =>
  (await fetch(`${URL_BASE}${path}`).catch(() => undefined))?.ok ?? false;

/** Answers once it is ready and knows its key, which is `bench` with the secret `bench_secret`. */
export async function startServer(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(PORT),
      DATA_DIR: dataDir,
      BOOTSTRAP_API_KEY: 'bench',
      BOOTSTRAP_API_SECRET: 'bench_secret',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; ) {
    if ((await isOk('/readyz')) && (await isOk('/zbs_api/status?api_key=bench&api_secret=bench_secret'))) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGTERM');
  throw new Error('The server did not become ready');
}

export async function withServer<T>(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  work: (server: ChildProcess) => Promise<T>,
): Promise<T> {
  const server = await startServer(dataDir, env);
  try {
    return await work(server);
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}
