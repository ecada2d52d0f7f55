package org.polyvisor.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    private static final String NUMBER = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {"polyvisor " + NUMBER};
    }
}
