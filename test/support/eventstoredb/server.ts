/**
 * EventStoreDB as its client sees it, for tests: the real protocol over a real connection, with the log in memory. Written from
 * the protocol; what it leaves out (access, links, projections, persistent subscriptions) Tributary does not use.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type handleUnaryCall, Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { handleAppend, handleDelete, handleTombstone, type Writing } from './append.ts';
import { handleBatchAppend } from './batch.ts';
import { Faults, notReady } from './faults.ts';
import { type ReadCall, read } from './read.ts';
import { Store } from './store.ts';

export interface TestEventStoreOptions {
  /** Where the log begins. A large one shows places that lose digits. */
  readonly firstPosition?: bigint;
  /** Of another node of the same cluster. */
  readonly store?: Store;
}

export interface TestEventStore {
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  readonly faults: Faults;
  /** Reads and subscriptions that the server still serves. */
  readonly openReads: number;
  /** Appends of both protocols since the start. */
  readonly calls: Readonly<Record<'append' | 'batchAppend' | 'read', number>>;
  /** Cuts every connection, as a network would. New ones are welcome. */
  dropConnections(): void;
  stop(): Promise<void>;
  /** On the same port, with the same data. */
  start(): Promise<void>;
  restart(): Promise<void>;
}

const VERSION = '24.10.6';
const MAX_APPEND_SIZE = 1024 * 1024;
/** HTTP/2 streams on one connection, as the server has it. */
const MAX_CONCURRENT_STREAMS = 100;

export async function startTestEventStore(options: TestEventStoreOptions = {}): Promise<TestEventStore> {
  const server = new TestServer(options.store ?? new Store(options.firstPosition));
  await server.start();
  return server;
}

class TestServer implements TestEventStore {
  readonly store: Store;
  readonly faults = new Faults();
  readonly calls = { append: 0, batchAppend: 0, read: 0 };
  openReads = 0;
  port = 0;
  #running: { readonly grpc: Server; readonly listener: NetServer } | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(store: Store) {
    this.store = store;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  async start(): Promise<void> {
    const grpc = this.#services();
    const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    const listener = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      injector.injectConnection(socket);
    });
    listener.listen(this.port, '127.0.0.1');
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.#running = { grpc, listener };
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    const { grpc, listener } = this.#running;
    this.#running = undefined;
    const closed = once(listener, 'close');
    listener.close();
    this.dropConnections();
    grpc.forceShutdown();
    await closed;
  }

  async restart(): Promise<void> {
    await this.stop();
    this.store.restarted();
    await this.start();
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #services(): Server {
    const grpc = new Server({
      'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
      'grpc.max_receive_message_length': -1,
    });
    const { store, faults } = this;
    const writing: Writing = {
      store,
      faults,
      maxAppendSize: MAX_APPEND_SIZE,
      dropConnections: () => this.dropConnections(),
    };
    const append = handleAppend(writing);
    const batchAppend = handleBatchAppend(writing);
    const streams: UntypedServiceImplementation = {
      read: (call: ReadCall) => void this.#read(call),
      append: (...call: Parameters<typeof append>) => {
        this.calls.append++;
        append(...call);
      },
      batchAppend: (...call: Parameters<typeof batchAppend>) => {
        this.calls.batchAppend++;
        batchAppend(...call);
      },
      delete: handleDelete(writing),
      tombstone: handleTombstone(writing),
    };
    grpc.addService(streamsService.StreamsService, streams);
    const whenReady =
      <Request, Response>(respond: () => Response): handleUnaryCall<Request, Response> =>
      (_, callback) =>
        faults.notReady ? callback(notReady()) : callback(null, respond());
    grpc.addService(featuresService.ServerFeaturesService, { getSupportedMethods: whenReady(supported) });
    grpc.addService(gossipService.GossipService, { read: whenReady(() => members(this.port)) });
    return grpc;
  }

  async #read(call: ReadCall): Promise<void> {
    this.calls.read++;
    this.openReads++;
    try {
      await read(this.store, this.faults, call);
    } finally {
      this.openReads--;
    }
  }
}

function supported() {
  const service = 'event_store.client.streams.streams';
  const methods: readonly (readonly [string, readonly string[]])[] = [
    ['read', ['position', 'events']],
    ['append', []],
    ['batchappend', ['deadline_duration']],
    ['delete', []],
    ['tombstone', []],
  ];
  return new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(
    methods.map(([name, featureNames]) =>
      new features.SupportedMethod()
        .setServiceName(service)
        .setMethodName(name)
        .setFeaturesList([...featureNames]),
    ),
  );
}

/** A cluster of one: this node, which leads. */
function members(port: number) {
  const member = new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString('00000000-0000-4000-8000-000000000001'))
    .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port));
  return new gossip.ClusterInfo().setMembersList([member]);
}
