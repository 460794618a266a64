/** Measured of a job over NATS. */
export interface PerJob {
  /** From one to the next, where many wait. */
  readonly seconds: number;
  /** Through the server, in and out. */
  readonly messages: number;
  readonly bytes: number;
}

/** Measured of an image among many in a job. */
export interface PerImage {
  /** Processor time in a plain loop, in seconds. */
  readonly plain: number;
  /** Processor time of the one who gives out the jobs: he reads and hashes every image. */
  readonly coordinator: number;
  /** Of its file. */
  readonly bytesIn: number;
  /** Of its part of a result. */
  readonly bytesOut: number;
}

const IMAGES = 1e9;
const MACHINES = 100;
const CORES = 2;

const hours = (seconds: number) => `${(seconds / 3600).toFixed(1)} h`;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(0)} GB`;

/** What follows for a thousand million images on a hundred machines such as this one. */
export function estimate(perJob: PerJob, perImage: PerImage, imagesAJob: number): string[] {
  const jobs = IMAGES / imagesAJob;
  const work = (IMAGES * perImage.plain) / (MACHINES * CORES);
  const reading = IMAGES * perImage.coordinator;
  const seconds = Math.max(work, reading, jobs * perJob.seconds);
  // A result goes to the server and on to the one who asked.
  const results = IMAGES * perImage.bytesOut;
  return [
    `On paper: ${IMAGES} images, ${imagesAJob} a job, on ${MACHINES} machines of ${CORES} such cores:`,
    `  workers ${hours(work)}; the one who gives out the jobs, reading and hashing all images, ${hours(reading)}; the ` +
      `queue alone ${hours(jobs * perJob.seconds)}`,
    `  images ${gigabytes(IMAGES * perImage.bytesIn)}, results ${gigabytes(results)}`,
    `  ${((jobs * perJob.messages) / seconds).toFixed(0)} messages a second, ` +
      `${((jobs * perJob.bytes + 2 * results) / seconds / 1e6).toFixed(1)} MB/s through the server with a shared folder, ` +
      `${((jobs * perJob.bytes + 2 * (results + IMAGES * perImage.bytesIn)) / seconds / 1e6).toFixed(0)} MB/s with its object store`,
  ];
}
