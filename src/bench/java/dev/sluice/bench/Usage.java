package dev.sluice.bench;

import java.time.Duration;

/** What a process has used for something: CPU time of all threads, user and system, and bytes of its heap. */
record Usage(Duration cpu, long allocatedBytes) {

    double cpuMicros(long events) {
        return cpu.toNanos() / 1000.0 / events;
    }

    double bytes(long events) {
        return (double) allocatedBytes / events;
    }
}
