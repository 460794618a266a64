import type { NatsConnection } from "@nats-io/nats-core";

/**
 * Calls back when a connection has been closed for good by other than its owner: a server that is away is tried again for
 * ever, but one that refuses twice who we are is not.
 */
export async function onClosed(connection: NatsConnection, lose: (error: Error) => void): Promise<void> {
  const cause = await connection.closed();
  if (!(cause instanceof Error)) return;
  // In our own words: those of the client may repeat what it was given.
  const isRefused = /authorization|authentication|permission/i.test(`${cause.name} ${cause.message}`);
  const reason = isRefused ? "it now refuses who we are" : "the connection cannot be made again";
  lose(new Error(`The NATS server has closed the connection for good: ${reason}.`, { cause }));
}
