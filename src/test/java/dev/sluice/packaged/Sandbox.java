package dev.sluice.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hardened pod gives a process: the root file system for reading only, an empty {@code /tmp}, a user without a
 * name in the group 0, and no capabilities. Made of Linux's own tools, and of a mount namespace, which takes root.
 */
final class Sandbox {

    static final int USER = 12345;

    /** Runs the command behind it in the sandbox, in the same process. */
    static final List<String> COMMAND = List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            "mount -t tmpfs tmpfs /tmp && mount -o remount,bind,ro / && exec setpriv --reuid=" + USER
                    + " --regid=0 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \"$@\"",
            "sh");

    private Sandbox() {}

    /** Whether this machine permits it, and the file can be read in it. */
    static boolean isAvailableFor(Path file) throws InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of("test", "-r", file.toAbsolutePath().toString()));
        File nowhere = new File("/dev/null");
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(nowhere)
                            .redirectError(nowhere)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
