/** Sleep that can be ended early. A wake-up that comes while nobody sleeps is not lost. */
export interface Wakeup {
  wake(): void;
  wait(milliseconds: number): Promise<void>;
}

export function createWakeup(): Wakeup {
  let woken = false;
  let rouse: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      rouse?.();
    },
    async wait(milliseconds) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rouse = undefined;
      woken = false;
    },
  };
}
