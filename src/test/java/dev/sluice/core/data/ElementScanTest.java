package dev.sluice.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementScanTest {

    private static final DataQuery OF_ELEMENTS = query("/id", "/in/0");
    private static final DataQuery WHOLE = query("/list", "/after", "/before");

    private final List<DataElement> elements = new ArrayList<>();

    @Test
    void findsTheElementsAndWhatIsAroundThemInOnePass() {
        String json =
                "{\"before\":1,\"list\":[ {\"id\":\"a\",\"in\":[[2],3]} ,7,{\"in\":[true],\"id\":4}],\"after\":\"x\"}";
        DataView whole = scan(json);
        assertThat(whole.text(1)).isEqualTo("x");
        assertThat(whole.text(2)).isEqualTo("1");
        assertThat(elements)
                .extracting(element -> element.json().asUtf8())
                .containsExactly("{\"id\":\"a\",\"in\":[[2],3]}", "7", "{\"in\":[true],\"id\":4}");
        assertThat(elements)
                .extracting(element -> Objects.requireNonNull(element.view()).text(0))
                .containsExactly("a", null, "4");
        assertThat(elements)
                .extracting(element -> Objects.requireNonNull(element.view()).text(1))
                .containsExactly(null, null, "true");
        assertThat(elements.get(0).json().array()).isSameAs(whole.data().array());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"list\":{\"id\":1}}", "{\"list\":[]}", "[[1]]", "{\"list\":null}", "1"})
    void findsNoneWhereThereAreNone(String json) {
        scan(json);
        assertThat(elements).isEmpty();
    }

    @Test
    void takesTheWholeTextForTheArray() {
        DataScan.scanEach(Bytes.utf8(" [{\"id\":1},{\"id\":2}] "), query(""), 0, OF_ELEMENTS, 9, elements);
        assertThat(elements)
                .extracting(element -> Objects.requireNonNull(element.view()).text(0))
                .containsExactly("1", "2");
    }

    @Test
    void leavesWhatIsAmbiguousToItsElement() {
        scan("{\"list\":[{\"in\":[1,2,[{\"id\":0}]],\"in\":[3],\"id\":1},{\"id\":2}],\"after\":3}");
        assertThat(elements.get(0).view()).isNull();
        assertThat(elements.get(0).refusal()).hasMessageContaining("more than one member /in");
        assertThat(elements.get(0).json().asUtf8()).isEqualTo("{\"in\":[1,2,[{\"id\":0}]],\"in\":[3],\"id\":1}");
        assertThat(Objects.requireNonNull(elements.get(1).view()).text(0)).isEqualTo("2");
    }

    @Test
    void goesOnAfterAnElementThatIsRefusedInsideAnArrayOfItsOwn() {
        DataScan.scanEach(
                Bytes.utf8("{\"list\":[{\"in\":[{\"x\":1,\"x\":2}]},{\"in\":[{\"x\":3}]}]}"),
                query("/list"),
                0,
                query("/in/0/x"),
                9,
                elements);
        assertThat(elements.get(0).refusal()).isNotNull();
        assertThat(Objects.requireNonNull(elements.get(1).view()).text(0)).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"list\":[1,{\"id\":}]}",
                "{\"list\":[1,]}",
                "{\"list\":[1 2]}",
                "{\"list\":[1}",
                "{\"list\":[1]} x",
                "{\"list\":[1],\"list\":[2]}"
            })
    void refusesTheWholeForWhatIsNotJsonOrHasTheArrayTwice(String json) {
        assertThatThrownBy(() -> scan(json))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_DATA));
    }

    @Test
    void refusesMoreElementsThanMayBe() {
        assertThatThrownBy(() -> DataScan.scanEach(Bytes.utf8("[1,2,3]"), query(""), 0, OF_ELEMENTS, 2, elements))
                .hasMessage("the batch is over the limit of 2 events");
    }

    @Test
    void boundsTheDepthOfElements() {
        String deep = "[".repeat(997) + "]".repeat(997);
        scan("{\"list\":[" + deep + "]}");
        assertThat(elements).hasSize(1);
        assertThatThrownBy(() -> scan("{\"list\":[[" + deep + "]]}")).hasMessageContaining("nested deeper");
    }

    private DataView scan(String json) {
        return DataScan.scanEach(Bytes.utf8(json), WHOLE, 0, OF_ELEMENTS, 9, elements);
    }

    private static DataQuery query(String... pointers) {
        return DataQuery.of(List.of(pointers).stream().map(JsonPointer::parse).toList(), Map.of(), null);
    }
}
