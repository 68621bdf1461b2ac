/** A wait that somebody else can cut short. A beat between two waits is not lost: the next wait ends at once. */
export class Pulse {
  #wake: (() => void) | undefined;
  #beaten = false;

  beat(): void {
    this.#beaten = true;
    this.#wake?.();
  }

  /** Resolves after the time given, or at the next beat. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#beaten) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#beaten = false;
  }
}
