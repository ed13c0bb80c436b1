package dev.sluice.bench;

/** What a round has shown: what the function and its floors used for so many events, and what senders saw of it. */
record Round(Usage function, Usage server, Usage producer, Load.Result result, long events) {

    double cpu() {
        return function.cpuMicros(events);
    }

    double serverCpu() {
        return server.cpuMicros(events);
    }

    double producerCpu() {
        return producer.cpuMicros(events);
    }

    /** How many times the CPU time of both floors together the function takes. */
    double ratio() {
        return cpu() / (serverCpu() + producerCpu());
    }

    double bytes() {
        return function.bytes(events);
    }

    double serverBytes() {
        return server.bytes(events);
    }

    double producerBytes() {
        return producer.bytes(events);
    }

    double eventsPerSecond() {
        return events / result.seconds();
    }
}
