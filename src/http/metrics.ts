/** Prometheus metrics. Labels are names of fronts and models, never keys or values of records. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface HttpMetrics {
  observe(front: string, method: string, status: number, seconds: number): void;
}

export interface ModelLag {
  readonly model: string;
  readonly lagSeconds: number;
  readonly paused: boolean;
  /** The event that a paused model stands before. */
  readonly fault: { readonly position: string } | undefined;
}

export interface Metrics extends HttpMetrics {
  readonly contentType: string;
  render(): Promise<string>;
}

export function createMetrics(modelLags: () => Promise<readonly ModelLag[]>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'tributary_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['front', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  new Gauge({
    name: 'tributary_projection_lag_seconds',
    help: 'How far a read model is behind the log.',
    labelNames: ['model'],
    registers: [registry],
    async collect() {
      for (const { model, lagSeconds } of await modelLags()) this.set({ model }, lagSeconds);
    },
  });
  new Gauge({
    name: 'tributary_projection_paused',
    help: '1 while a read model is paused by an event that it cannot take.',
    labelNames: ['model'],
    registers: [registry],
    async collect() {
      for (const { model, paused } of await modelLags()) this.set({ model }, paused ? 1 : 0);
    },
  });
  new Gauge({
    name: 'tributary_projection_fault_position',
    help: 'Position of the event that a paused read model stands before.',
    labelNames: ['model'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { model, fault } of await modelLags()) if (fault) this.set({ model }, Number(fault.position));
    },
  });
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe: (front, method, status, seconds) => requests.observe({ front, method, status }, seconds),
  };
}
