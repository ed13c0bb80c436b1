package dev.sluice.egress.observers;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.CloudEvent;
import java.util.List;

/** Gets the outcome of each event, on any thread; each event of a batch is reported on its own. */
public interface DeliveryListener {

    /** All records of the event are acknowledged; {@code receipts} says where they are. */
    void delivered(CloudEvent event, List<Receipt> receipts);

    /** A record of the event failed, or its outcome is unknown. */
    void failed(CloudEvent event, DeliveryFailure failure);
}
