package dev.sluice.egress.observers;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.CloudEvent;
import java.util.List;

/** Is told, on any thread, what became of an event; of several that came together, of each one on its own. */
public interface DeliveryListener {

    /** All of its records are acknowledged, {@code receipts} says where they are. */
    void delivered(CloudEvent event, List<Receipt> receipts);

    /** Not all of its records are acknowledged, or nothing is known of one. */
    void failed(CloudEvent event, DeliveryFailure failure);
}
