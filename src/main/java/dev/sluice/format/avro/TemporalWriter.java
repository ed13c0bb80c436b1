package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * A date or a time, of a string as RFC 3339 has it or of the number that Avro stores. Digits of a second that the type
 * cannot hold are refused, unless they are zeros; so is a leap second.
 */
enum TemporalWriter implements ValueWriter {
    DATE(Form.DATE, 0, Integer.MIN_VALUE, Integer.MAX_VALUE),
    TIME_MILLIS(Form.TIME, 3, 0, 86_400_000L - 1),
    TIME_MICROS(Form.TIME, 6, 0, 86_400_000_000L - 1),
    TIMESTAMP_MILLIS(Form.TIMESTAMP, 3, Long.MIN_VALUE, Long.MAX_VALUE),
    TIMESTAMP_MICROS(Form.TIMESTAMP, 6, Long.MIN_VALUE, Long.MAX_VALUE),
    TIMESTAMP_NANOS(Form.TIMESTAMP, 9, Long.MIN_VALUE, Long.MAX_VALUE),
    LOCAL_TIMESTAMP_MILLIS(Form.LOCAL_TIMESTAMP, 3, Long.MIN_VALUE, Long.MAX_VALUE),
    LOCAL_TIMESTAMP_MICROS(Form.LOCAL_TIMESTAMP, 6, Long.MIN_VALUE, Long.MAX_VALUE),
    LOCAL_TIMESTAMP_NANOS(Form.LOCAL_TIMESTAMP, 9, Long.MIN_VALUE, Long.MAX_VALUE);

    private enum Form {
        DATE("a date such as 2026-01-31, or an integer of days"),
        TIME("a time of day such as 23:59:59, or an integer of %s"),
        TIMESTAMP("a time with an offset such as 2026-01-31T23:59:59Z, or an integer of %s"),
        LOCAL_TIMESTAMP("a time without an offset such as 2026-01-31T23:59:59, or an integer of %s");

        private final String shown;

        Form(String shown) {
            this.shown = shown;
        }
    }

    private static final Set<Kind> KINDS = EnumSet.of(Kind.NUMBER, Kind.STRING);

    private final Form form;
    private final int places;
    private final long min;
    private final long max;
    private final String rule;

    TemporalWriter(Form form, int places, long min, long max) {
        this.form = form;
        this.places = places;
        this.min = min;
        this.max = max;
        String unit = places == 3 ? "milliseconds" : places == 6 ? "microseconds" : "nanoseconds";
        String digits = places == 0 ? "" : ", in whole " + unit;
        this.rule = "must be " + form.shown.replace("%s", unit) + (form == Form.DATE ? "" : digits);
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.scanner().position();
        if (encoding.scanner().kind() == Kind.NUMBER) {
            encoding.out().writeLong(IntegerWriter.read(encoding, position, min, max, rule));
            return;
        }
        encoding.expect(Kind.STRING, rule);
        encoding.readString(position);
        DateTimeText text = new DateTimeText(encoding.text(), encoding.textStart(), encoding.textEnd());
        long value = 0;
        switch (form) {
            case DATE -> value = text.date();
            case TIME -> text.time();
            case TIMESTAMP -> {
                text.dateTime();
                text.offset();
            }
            case LOCAL_TIMESTAMP -> text.dateTime();
        }
        if (!text.isWhole()) {
            throw Misfit.at(position, rule);
        }
        encoding.out().writeLong(form == Form.DATE ? value : time(text, position));
    }

    private long time(DateTimeText text, int position) {
        try {
            return text.time(places);
        } catch (ArithmeticException e) {
            throw Misfit.at(position, rule);
        }
    }
}
