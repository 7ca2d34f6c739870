/** The best EventStoreDB at hand: one that was named, one in a container, or else the test server. */
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { startTestEventStore } from './server.ts';

export interface Target {
  /** Says in the name of a test what it ran against. */
  readonly name: string;
  readonly url: string;
  stop(): Promise<unknown>;
}

/** Also in `docker-compose.yml`. */
const IMAGE = 'kurrentplatform/kurrentdb:26.0.3';
const PORT = 2113;
const START_MS = 300_000;

export async function startTarget(): Promise<Target> {
  const { EVENTSTORE_URL: named } = process.env;
  if (named) return { name: 'the server at EVENTSTORE_URL', url: named, stop: async () => undefined };
  if (!(await hasContainers())) return startStandIn('the test server');
  // The image cannot be had everywhere; the name of the run then says that it was not.
  return startContainer().catch(() => startStandIn(`the test server, for ${IMAGE} did not start`));
}

async function hasContainers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function startContainer(): Promise<Target> {
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts(PORT)
    .withEnvironment({
      KURRENTDB_CLUSTER_SIZE: '1',
      KURRENTDB_INSECURE: 'true',
      KURRENTDB_NODE_PORT: String(PORT),
      KURRENTDB_RUN_PROJECTIONS: 'None',
      KURRENTDB_TELEMETRY_OPTOUT: 'true',
    })
    .withWaitStrategy(
      Wait.forHttp('/health/live', PORT).forStatusCodeMatching((status) => status >= 200 && status < 300),
    )
    .withStartupTimeout(START_MS)
    .start();
  const url = `esdb://${container.getHost()}:${container.getMappedPort(PORT)}?tls=false`;
  return { name: IMAGE, url, stop: () => container.stop() };
}

async function startStandIn(name: string): Promise<Target> {
  const server = await startTestEventStore();
  return { name, url: server.url, stop: () => server.stop() };
}
