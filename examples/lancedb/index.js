// Loads the Parquet file that `embed` writes into LanceDB, asks DuckDB too, and compares both with the exact search.
//   node index.js embeddings.parquet
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { connect, Index } from "@lancedb/lancedb";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { createNearestIndex } from "siamese-simd/search";

const K = 10;
const [, , path] = process.argv;
if (!path) throw new Error("Give the .parquet file that siamese-simd embed has written.");

const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
const dimension = rows[0].embedding.length;
const embeddings = Float32Array.from(rows.flatMap(({ embedding }) => embedding));
const numbers = Array.from({ length: Math.min(100, rows.length) }, (_, i) => Math.floor((i * rows.length) / 100));
const queries = Float32Array.from(numbers.flatMap((number) => rows[number].embedding));

const index = await createNearestIndex(dimension);
index.add(embeddings);
const exact = index.nearest(queries, K);

/** The share of the exact search's neighbours that another search finds. Equally near ones count as each other. */
async function recallOf(search) {
  let found = 0;
  for (const [q, number] of numbers.entries()) {
    const farthest = exact.distances[(q + 1) * exact.k - 1];
    const distances = await search(Array.from(rows[number].embedding));
    // A database may sum in another order: the last bits of a distance are its own.
    found += distances.slice(0, exact.k).filter((distance) => distance <= farthest + 1e-5 * (1 + farthest)).length;
  }
  return found / (numbers.length * exact.k);
}

const folder = await mkdtemp(join(tmpdir(), "lancedb-"));
try {
  const database = await connect(folder);
  const table = await database.createTable(
    "images",
    rows.map(({ image, embedding }) => ({ image, vector: Array.from(embedding) })),
  );
  const inLance = async (query) => {
    const nearest = await table.search(query).distanceType("l2").limit(K).toArray();
    return nearest.map(({ _distance }) => Math.sqrt(_distance)); // LanceDB gives squares
  };
  const result = { images: rows.length, dimension, lancedb: await recallOf(inLance) };

  // Approximate, for more images than anyone wants to scan; filters work alike: .where("image LIKE 'photos/%'").
  if (rows.length >= 5000) {
    await table.createIndex("vector", { config: Index.ivfPq({ numPartitions: 16, numSubVectors: dimension }) });
    result.lancedbIvfPq = await recallOf(inLance);
  }

  const duckdb = await (await DuckDBInstance.create()).connect();
  result.duckdb = await recallOf(async (query) => {
    const vector = `[${query.join()}]::FLOAT[${dimension}]`;
    const sql = `SELECT array_distance(embedding::FLOAT[${dimension}], ${vector}) AS distance
      FROM read_parquet('${path.replaceAll("'", "''")}') ORDER BY distance LIMIT ${K}`;
    return (await duckdb.runAndReadAll(sql)).getRows().map(([distance]) => Number(distance));
  });
  console.log(JSON.stringify(result));
} finally {
  await rm(folder, { recursive: true });
}
