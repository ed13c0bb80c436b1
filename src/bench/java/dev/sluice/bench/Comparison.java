package dev.sluice.bench;

import java.io.IOException;
import java.util.Arrays;

/**
 * What an event costs two functions that are measured in turn, in many short pairs: what drifts meanwhile meets both,
 * and the median of the pairs' ratios leaves out what met one.
 */
final class Comparison {

    private final double[] micros;
    private final double[] othersMicros;
    private final double[] ratios;
    private final double bytes;
    private final double othersBytes;

    /** Measures them so often, each time at so many events. */
    Comparison(Rig one, Rig other, long events, int pairs) throws IOException, InterruptedException {
        micros = new double[pairs];
        othersMicros = new double[pairs];
        ratios = new double[pairs];
        long allocated = one.function().allocatedBytes();
        long allocatedByOther = other.function().allocatedBytes();
        for (int i = 0; i < pairs; i++) {
            micros[i] = microsOfAnEvent(one, events);
            othersMicros[i] = microsOfAnEvent(other, events);
            ratios[i] = micros[i] / othersMicros[i];
        }
        bytes = (double) (one.function().allocatedBytes() - allocated) / (pairs * events);
        othersBytes = (double) (other.function().allocatedBytes() - allocatedByOther) / (pairs * events);
        Arrays.sort(micros);
        Arrays.sort(othersMicros);
        Arrays.sort(ratios);
    }

    private static double microsOfAnEvent(Rig rig, long events) {
        long before = rig.function().cpu().toNanos();
        rig.publish(events);
        return (rig.function().cpu().toNanos() - before) / 1000.0 / events;
    }

    double micros() {
        return micros[micros.length / 2];
    }

    double othersMicros() {
        return othersMicros[othersMicros.length / 2];
    }

    /** The ratio that a share of the pairs does not exceed. */
    double ratio(double share) {
        return ratios[(int) (share * ratios.length)];
    }

    double bytes() {
        return bytes;
    }

    double othersBytes() {
        return othersBytes;
    }
}
