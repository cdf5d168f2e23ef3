/** The console starts here: theme into the document, then the app. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { Refused } from "./ask.js";
import "./styles.js";
import { adoptTheme, theme } from "./theme.js";

adoptTheme();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by the live stream; a refusal does not get better by asking again.
      staleTime: 15_000,
      retry: (count, fault) => count < 2 && (!(fault instanceof Refused) || fault.status === 0),
    },
  },
});

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
