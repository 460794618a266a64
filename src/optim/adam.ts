export interface AdamOptions {
  /** Learning rate; > 0. Default 0.001. */
  readonly lr?: number;
  /** Decay of the two moments; each in [0, 1). Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the second moment; > 0. Default 1e-8. */
  readonly eps?: number;
}

/** All that Adam remembers beside the moments: beta^t as running products, so that no power is ever taken. */
export interface AdamState {
  step: number;
  beta1Power: number;
  beta2Power: number;
}

const initialAdamState = (): AdamState => ({ step: 0, beta1Power: 1, beta2Power: 1 });

/** Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's defaults and order of operations. */
export class Adam {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly state: AdamState;
  /** The factors of the step under way, see assembly/adam.ts. */
  stepSize = 0;
  vScale = 0;

  constructor({ lr = 0.001, betas = [0.9, 0.999], eps = 1e-8 }: AdamOptions = {}, state = initialAdamState()) {
    this.lr = lr;
    this.betas = betas;
    this.eps = eps;
    this.state = { ...state };
  }

  /** Counts a step and works out its two factors. `lr`: the step's learning rate, if a schedule sets it. */
  advance(lr = this.lr): void {
    const [beta1, beta2] = this.betas;
    const { state } = this;
    state.step++;
    state.beta1Power *= beta1;
    state.beta2Power *= beta2;
    this.stepSize = lr / (1 - state.beta1Power);
    this.vScale = 1 / Math.sqrt(1 - state.beta2Power);
  }
}
