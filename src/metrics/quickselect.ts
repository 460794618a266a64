/**
 * The k-th smallest value (k = 1 is the smallest), found without sorting: Hoare's FIND (1961, algorithm 65). Reorders
 * `values`. Linear time but for contrived input; many equal values do not slow it down.
 *
 * @param values (N)
 * @param k 1 to N
 */
export function selectSmallest(values: Int32Array, k: number): number {
  const wanted = k - 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted];
}
