/** `breakwater config check`: reads a configuration file without starting anything. */
import type { Command } from "commander";
import { openMail } from "../../warn/index.js";
import { orRefuse, print } from "../answering.js";
import type { CliCommand } from "../command.js";
import { readConfiguration } from "../configuration.js";
import { configuredPair } from "../tls/key-pair.js";

export const config = {
  id: "config",
  register(program: Command): void {
    program
      .command("config")
      .description("The configuration file.")
      .command("check")
      .description("Say what is wrong in a configuration file, or what it comes to.")
      .argument("<file>", "the YAML file")
      .option("--json", "answer as one JSON document")
      .action((file: string, options: { readonly json?: boolean }) => {
        const configuration = orRefuse(readConfiguration(file));
        // The files it names are read as a start would read them.
        orRefuse(openMail(configuration.mail))?.close();
        orRefuse(configuredPair(configuration.api));
        print(options, configuration, [
          `${file} is good.`,
          ...JSON.stringify(configuration, null, 2).split("\n"),
        ]);
      });
  },
} satisfies CliCommand;
