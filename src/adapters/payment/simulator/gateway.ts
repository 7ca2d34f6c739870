/** The simulated gateway as the program uses it: the same protocol as the real one, without a network. */
import type { Clock, Ids } from '../../../application/ports.ts';
import type { PaymentGateway } from '../../../application/sales/gateway.ts';
import { createDirectGateway, type DirectOptions } from '../direct.ts';
import { createSimulator } from './rules.ts';

export function createSimulatorGateway(
  { clock, ids }: { readonly clock: Clock; readonly ids: Pick<Ids, 'randomHex'> },
  { secure3d = '2', avsCv2 }: Partial<Pick<DirectOptions, 'secure3d' | 'avsCv2'>> = {},
): PaymentGateway & { readonly charged: readonly string[] } {
  const simulator = createSimulator({ now: () => clock.now(), randomHex: (bytes) => ids.randomHex(bytes) });
  const gateway = createDirectGateway({
    name: 'simulator',
    vendor: 'simulator',
    secure3d,
    avsCv2,
    send: (page, fields) => simulator.handle(page, fields),
    find: (code) => simulator.find(code),
  });
  return Object.defineProperty({ ...gateway, charged: [] as readonly string[] }, 'charged', {
    get: () => simulator.charged,
  });
}
