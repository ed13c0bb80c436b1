package dev.sluice.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the egress, or another room, logs from when it is made until it is closed, as level and message. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger log;
    private final List<String> lines = new ArrayList<>();

    public LogCapture() {
        this("dev.sluice.egress");
    }

    public LogCapture(String room) {
        log = Logger.getLogger(room);
        log.addHandler(this);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(record.getLevel() + " " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        log.removeHandler(this);
    }
}
