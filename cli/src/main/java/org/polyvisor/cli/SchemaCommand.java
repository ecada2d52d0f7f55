package org.polyvisor.cli;

import java.util.concurrent.Callable;
import org.polyvisor.cli.phone.PhoneSchema;
import picocli.CommandLine.Command;

/** {@code polyvisor schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {"Prints the JSON Schema of phone.yaml, with which editors complete and check it.", ""})
final class SchemaCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(PhoneSchema.text());
        return ExitCodes.OK;
    }
}
