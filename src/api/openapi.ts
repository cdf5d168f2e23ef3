/**
 * The OpenAPI 3.1 document, made of the route table: what `/api/openapi.json` answers is what the server checks,
 * as both come from the actions' Zod schemas (OpenAPI 3.1 schemas are JSON Schema 2020-12).
 * https://spec.openapis.org/oas/v3.1.1.html
 */
import { z } from "zod";
import type { Action } from "./action.js";

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: "object",
  description: "RFC 9457",
  properties: {
    type: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    title: { type: "string" },
    detail: { type: "string" },
    hint: { type: "string" },
    instance: { type: "string" },
  },
  required: ["type", "status", "code", "title", "detail", "hint"],
};

function schemaOf(type: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: "any" }) as Json;
  return schema;
}

function operation(action: Action): Json {
  const input = schemaOf(action.input, "input");
  const properties = (input["properties"] ?? {}) as Record<string, Json>;
  const required = (input["required"] ?? []) as readonly string[];
  const inPath = [...action.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] as string);
  const inQuery = action.method === "GET" ? Object.keys(properties).filter((n) => !inPath.includes(n)) : [];
  const inBody = Object.keys(properties).filter((name) => !inPath.includes(name) && !inQuery.includes(name));
  return {
    operationId: action.id,
    summary: action.summary,
    "x-roles": action.roles,
    ...(action.scope === undefined ? {} : { "x-scope": action.scope }),
    security:
      action.roles === "public"
        ? []
        : [{ session: [] }, ...(action.scope === undefined ? [] : [{ token: [] }])],
    parameters: [
      ...inPath.map((name) => ({ name, in: "path", required: true, schema: properties[name] ?? {} })),
      ...inQuery.map((name) => ({
        name,
        in: "query",
        required: required.includes(name),
        schema: properties[name],
      })),
    ],
    ...(inBody.length === 0
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: Object.fromEntries(inBody.map((name) => [name, properties[name]])),
                  required: required.filter((name) => inBody.includes(name)),
                },
              },
            },
          },
        }),
    responses: {
      200: {
        description: "Done",
        content:
          action.answers === "download"
            ? { "application/octet-stream": {} }
            : { "application/json": { schema: schemaOf(action.output, "output") } },
      },
      default: {
        description: "Refused",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

export function openApiDocument(actions: readonly Action[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const action of actions) {
    const path = `/api${action.path.replace(/:([a-zA-Z]+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [action.method.toLowerCase()]: operation(action) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Breakwater", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "breakwater_session" },
        token: {
          type: "http",
          scheme: "bearer",
          description: "An API token; `x-scope` says which scope it needs.",
        },
      },
    },
  };
}
