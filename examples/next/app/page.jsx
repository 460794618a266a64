"use client";

import { useEffect, useState } from "react";
import { demo } from "../main.js";

export default function Page() {
  const [result, setResult] = useState("");
  useEffect(() => {
    demo().then((value) => setResult(JSON.stringify(value, null, 2)));
  }, []);
  return <pre id="result">{result}</pre>;
}
