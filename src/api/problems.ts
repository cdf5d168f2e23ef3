/** What the API itself refuses; the rooms below have their own lists. */
import { defineProblems } from "../base/index.js";

export const apiProblem = defineProblems("api", {
  "not-found": {
    title: "There is nothing at this address",
    hint: "Check the address; /api/openapi.json lists what there is.",
    status: 404,
  },
  "address-unreadable": {
    title: "The address can't be read",
    hint: "Write a percent sign as %25 and everything else that is not plain text in UTF-8, as %c3%bc.",
    status: 400,
  },
  "address-too-long": {
    title: "A part of the address is too long",
    hint: "Ids have at most 100 characters; check that the address was not joined with another.",
    status: 414,
  },
  "request-unreadable": {
    title: "The request can't be read",
    hint: "Send HTTP/1.1; with TLS, speak to the proxy before the center.",
    status: 400,
  },
  "request-slow": {
    title: "The request came too slowly",
    hint: "Send it again; if it stays, look at the network between you and the center.",
    status: 408,
  },
  "headers-too-large": {
    title: "The request's headers are too large",
    hint: "Delete this site's cookies and try again; programs send fewer headers.",
    status: 431,
  },
  "method-refused": {
    title: "This address does not take this method",
    hint: "See /api/openapi.json for the methods it takes.",
    status: 405,
  },
  "not-signed-in": {
    title: "You are not signed in",
    hint: "Open a sign-in link; whoever runs the center makes one with `breakwater person link <name>`.",
    status: 401,
  },
  "not-allowed": {
    title: "Your role does not allow this",
    hint: "Ask the center's operator if you need it.",
    status: 403,
  },
  "second-factor-needed": {
    title: "Your sign-in is not complete",
    hint: "Open *Your sign-in* in the console: set up a passkey or a code app, or confirm with one.",
    status: 403,
  },
  "session-needed": {
    title: "This is for a signed-in person",
    hint: "Open the console and sign in; a command or a token can't do this for you.",
    status: 403,
  },
  "input-invalid": {
    title: "Something in the request can't be used",
    hint: "Correct the field named and send it again.",
    status: 422,
  },
  "body-unreadable": {
    title: "The request's body can't be read",
    hint: "Send one JSON object with the header Content-Type: application/json.",
    status: 400,
  },
  "body-type": {
    title: "The request's body has another type than JSON",
    hint: "Send one JSON object with the header Content-Type: application/json.",
    status: 415,
  },
  "body-too-large": {
    title: "The request is too large",
    hint: "Send it in smaller parts; bulk telemetry goes to /ingest.",
    status: 413,
  },
  "origin-refused": {
    title: "The request comes from another site",
    hint: "Use the console at its own address; programs leave the Origin header out.",
    status: 403,
  },
  "too-many-requests": {
    title: "Too many requests",
    hint: "Wait for the seconds in the Retry-After header, then go on.",
    status: 429,
  },
  "uploads-full": {
    title: "Your company is sending too many files at once",
    hint: "Wait until one of them is through, then send it again.",
    status: 429,
  },
  "live-full": {
    title: "No more live streams can be opened",
    hint: "Close other tabs of the console; the page works without, it only has to be reloaded.",
    status: 503,
  },
  "not-ready": {
    title: "The center is not ready yet",
    hint: "Wait a few seconds; `breakwater doctor` says what is missing.",
    status: 503,
  },
  busy: {
    title: "That is under way already",
    hint: "Wait until it has ended, then start it again.",
    status: 409,
  },
  "not-available": {
    title: "This center does not have that part running",
    hint: "See Settings for what runs, or `breakwater doctor`.",
    status: 501,
  },
  internal: {
    title: "Something went wrong inside the center",
    hint: "Try again; if it stays, send the log line with this request's number to whoever runs the center.",
    status: 500,
  },
});
