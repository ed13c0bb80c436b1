package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Configured;
import dev.sluice.config.OidcIssuer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the resources that are applied together fit each other, and what the function's pod may do. */
class SetupTest {

    private static final Pattern JOB = Pattern.compile("job=~?\"([^\"]*)\"");

    /** Where Knative's proxy listens, by {@code networking/constants.go} of Serving, August 2026. */
    private static final Set<Integer> QUEUE_PROXY = Set.of(8012, 8013, 8112, 9090);

    static Stream<Setup> setups() {
        return Setup.all();
    }

    @ParameterizedTest
    @MethodSource("setups")
    void mountsVolumesThatItHasAndAllOfThem(Setup setup) {
        assertThat(texts(setup.container().path("volumeMounts"), "name"))
                .containsExactlyInAnyOrderElementsOf(texts(setup.pod().path("volumes"), "name"));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void namesTheConfigMapThatItBrings(Setup setup) {
        assumeThat(setup.ofKind("ConfigMap"))
                .as("kustomize has made the ConfigMap")
                .isNotEmpty();
        assertThat(setup.ofKind("ConfigMap"))
                .extracting(Manifest::name)
                .containsAll(texts(setup.pod().path("volumes"), "/configMap/name"))
                .anyMatch(name -> name.matches("sluice-[a-z0-9]{10}"));
    }

    @Test
    void mountsTheTokenAndTheCertificateThatTheProofByTokensOfTheClusterReads() {
        OidcIssuer cluster = Objects.requireNonNull(Configured.by("""
                        sluice:
                          topic: events
                          authenticate: { oidc: { preset: kubernetes, audience: sluice } }
                          allow: [{ caller: "system:serviceaccount:shop:orders" }]
                        """)
                        .config()
                        .senders()
                        .get(0)
                        .authentication()
                        .oidc())
                .issuers()
                .get(0);
        Manifest patch = Manifest.in(Manifest.DEPLOY.resolve("components/cluster-tokens/token.yaml"))
                .get(0);
        Path folder = Path.of(patch.text("/1/value/mountPath"));
        String sources = "/0/value/projected/sources";
        assertThat(folder.resolve(patch.text(sources + "/0/serviceAccountToken/path")))
                .isEqualTo(cluster.tokenFile());
        assertThat(folder.resolve(patch.text(sources + "/1/configMap/items/0/path")))
                .isEqualTo(cluster.caFile());
    }

    /** Strimzi gives the one the name of the user, and the other one that begins with the name of the cluster. */
    @ParameterizedTest
    @MethodSource("setups")
    void namesTheSecretsThatStrimziWrites(Setup setup) {
        assumeThat(setup.only("KafkaUser")).as("the setup makes its user").isPresent();
        Manifest user = setup.only("KafkaUser").orElseThrow();
        String cluster = user.text("/metadata/labels/strimzi.io~1cluster");
        assertThat(texts(setup.container().path("env"), "/value")).contains("file:/etc/kafka-user/sasl.jaas.config");
        assertThat(texts(setup.container().path("volumeMounts"), "/mountPath")).contains("/etc/kafka-user");
        assertThat(texts(setup.pod().path("volumes"), "/secret/secretName"))
                .containsExactlyInAnyOrder(cluster + "-cluster-ca-cert", user.name());
        assertThat(setup.configuration()).contains(" " + cluster + "-kafka-bootstrap:");
        setup.only("Kafka").ifPresent(kafka -> assertThat(kafka.name()).isEqualTo(cluster));
        assertThat(setup.ofKind("KafkaTopic"))
                .allSatisfy(topic -> assertThat(topic.text("/metadata/labels/strimzi.io~1cluster"))
                        .isEqualTo(cluster));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void sendsEventsToTheFunctionAndDeadLettersToABroker(Setup setup) {
        assumeThat(setup.only("Trigger")).as("a Trigger sends events").isPresent();
        Manifest trigger = setup.only("Trigger").orElseThrow();
        assertThat(trigger.text("/spec/subscriber/ref/name"))
                .isEqualTo(setup.workload().name());
        assertThat(setup.ofKind("Broker"))
                .extracting(Manifest::name)
                .containsExactlyInAnyOrder(
                        trigger.text("/spec/broker"), trigger.text("/spec/delivery/deadLetterSink/ref/name"));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void selectsPodsByTheirLabels(Setup setup) {
        JsonNode labels = setup.workload().at("/spec/template/metadata/labels");
        List<JsonNode> selectors = new ArrayList<>(setup.kubernetesServices().stream()
                .map(service -> service.at("/spec/selector"))
                .toList());
        for (String kind : List.of("Deployment", "PodMonitor", "PodDisruptionBudget")) {
            setup.ofKind(kind).forEach(manifest -> selectors.add(manifest.at("/spec/selector/matchLabels")));
        }
        setup.ofKind("NetworkPolicy").forEach(policy -> selectors.add(policy.at("/spec/podSelector/matchLabels")));
        assertThat(selectors).allSatisfy(selector -> assertThat(selector).isEqualTo(labels));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void reachesPodsAtTheirPort(Setup setup) {
        JsonNode port = setup.container().at("/ports/0");
        assertThat(setup.ofKind("PodMonitor"))
                .allSatisfy(monitor -> assertThat(monitor.at("/spec/podMetricsEndpoints/0/portNumber"))
                        .isEqualTo(port.path("containerPort")));
        assertThat(setup.kubernetesServices())
                .allSatisfy(service ->
                        assertThat(service.at("/spec/ports/0/targetPort")).isEqualTo(port.path("name")));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void scalesTheDeploymentThatIsThere(Setup setup) {
        assertThat(setup.ofKind("HorizontalPodAutoscaler"))
                .hasSize(setup.workload().type().equals(Setup.DEPLOYMENT) ? 1 : 0)
                .allSatisfy(scaler -> assertThat(scaler.text("/spec/scaleTargetRef/name"))
                        .isEqualTo(setup.workload().name()));
    }

    /** A budget for one instance would block the drain of a node, or do nothing. */
    @ParameterizedTest
    @MethodSource("setups")
    void hasABudgetForDisruptionsWhereInstancesStay(Setup setup) {
        assertThat(setup.ofKind("PodDisruptionBudget"))
                .hasSize(setup.instancesThatStay() > 1 ? 1 : 0)
                .allSatisfy(budget -> {
                    assertThat(budget.at("/spec/maxUnavailable").asInt())
                            .isPositive()
                            .isLessThan(setup.instancesThatStay());
                    assertThat(budget.at("/spec").has("minAvailable")).isFalse();
                });
    }

    /** Where Sluice scales to zero, there is nothing wrong if it is not there. */
    @ParameterizedTest
    @MethodSource("setups")
    void alertsIfItIsAbsentWhereInstancesStay(Setup setup) {
        assumeThat(setup.ofKind("PodMonitor")).as("metrics are read").isNotEmpty();
        assertThat(setup.queries())
                .filteredOn(query -> query.startsWith("absent("))
                .hasSize(setup.instancesThatStay() > 1 ? 1 : 0)
                .allSatisfy(query -> assertThat(query)
                        .contains("namespace=\"" + setup.workload().text("/metadata/namespace") + "\""));
    }

    /** On one machine with its cluster, there is nobody to keep out; Cloud Run has no pods. */
    @ParameterizedTest
    @MethodSource("setups")
    void hasANetworkPolicyInACluster(Setup setup) {
        assertThat(setup.ofKind("NetworkPolicy"))
                .hasSize(setup.isCloudRun() || setup.only("Kafka").isPresent() ? 0 : 1)
                .allSatisfy(policy ->
                        assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]"));
    }

    @ParameterizedTest
    @MethodSource("setups")
    void letsNobodyInButByNameAndToPortsThatAreThere(Setup setup) {
        assumeThat(setup.only("NetworkPolicy")).isPresent();
        Set<Integer> expected = new TreeSet<>(setup.isKnative() ? QUEUE_PROXY : Set.of());
        expected.add(setup.container().at("/ports/0/containerPort").asInt());
        Set<Integer> ports = new TreeSet<>();
        for (JsonNode rule : setup.only("NetworkPolicy").orElseThrow().at("/spec/ingress")) {
            assertThat(rule.path("from")).isNotEmpty();
            assertThat(rule.path("ports"))
                    .isNotEmpty()
                    .allSatisfy(port -> ports.add(port.path("port").asInt()));
        }
        assertThat(ports).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("setups")
    void letsItselfOutToNameServersAndToItsBrokers(Setup setup) {
        assumeThat(setup.only("NetworkPolicy")).isPresent();
        String[] broker = setup.configured()
                .value("kafka.bootstrap.servers")
                .orElseThrow()
                .split(":");
        JsonNode egress = setup.only("NetworkPolicy").orElseThrow().at("/spec/egress");
        assertThat(egress).hasSize(2);
        assertThat(egress.get(0).path("ports").toString())
                .isEqualTo("[{\"port\":53,\"protocol\":\"UDP\"},{\"port\":53,\"protocol\":\"TCP\"}]");
        assertThat(egress.get(1).at("/ports/0/port").asText()).isEqualTo(broker[1]);
        assertThat(egress.get(1)
                                .at("/to/0/podSelector/matchLabels/strimzi.io~1cluster")
                                .asText() + "-kafka-bootstrap")
                .isEqualTo(broker[0]);
    }

    /** The Prometheus operator takes the job's name from the label of the pods that {@code jobLabel} names. */
    @ParameterizedTest
    @MethodSource("setups")
    void asksForTheJobThatMetricsAreReadAs(Setup setup) {
        assumeThat(setup.ofKind("PodMonitor")).as("metrics are read").isNotEmpty();
        String label = setup.only("PodMonitor").orElseThrow().text("/spec/jobLabel");
        JsonNode labels = setup.workload().at("/spec/template/metadata/labels");
        assertThat(setup.queries().stream()
                        .flatMap(query -> JOB.matcher(query).results().map(job -> job.group(1))))
                .isNotEmpty()
                .containsOnly(labels.path(label).asText());
    }

    @ParameterizedTest
    @MethodSource("setups")
    void runsWithoutAnyPrivilegeAndWritesToTmpOnly(Setup setup) {
        assumeThat(setup.isCloudRun()).as("Cloud Run has no security context").isFalse();
        JsonNode container = setup.container().path("securityContext");
        JsonNode pod = setup.pod().path("securityContext");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(container.path("runAsNonRoot").asBoolean()
                        || pod.path("runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(container
                        .at("/seccompProfile/type")
                        .asText(pod.at("/seccompProfile/type").asText()))
                .isEqualTo("RuntimeDefault");
        assertThat(setup.pod().path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
        for (JsonNode mount : setup.container().path("volumeMounts")) {
            assertThat(mount.path("readOnly").asBoolean()
                            || mount.path("mountPath").asText().equals("/tmp"))
                    .as(mount.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("setups")
    void probesTheHealthOfQuarkus(Setup setup) {
        JsonNode container = setup.container();
        String ready = setup.isCloudRun() ? "/startupProbe/httpGet/path" : "/readinessProbe/httpGet/path";
        assertThat(container.at(ready).asText()).isEqualTo("/q/health/ready");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    }

    /** Knative Serving, {@code fieldmask.go} of 1.21: what it takes of a pod unless an operator switched more on. */
    @ParameterizedTest
    @MethodSource("setups")
    void usesOfAPodWhatKnativeTakes(Setup setup) {
        assumeThat(setup.isKnative()).isTrue();
        assertThat(names(setup.pod()))
                .isSubsetOf(
                        "containerConcurrency",
                        "timeoutSeconds",
                        "automountServiceAccountToken",
                        "enableServiceLinks",
                        "containers",
                        "volumes",
                        "serviceAccountName",
                        "imagePullSecrets");
        assertThat(names(setup.container()))
                .isSubsetOf(
                        "name",
                        "image",
                        "imagePullPolicy",
                        "ports",
                        "env",
                        "envFrom",
                        "resources",
                        "readinessProbe",
                        "livenessProbe",
                        "startupProbe",
                        "securityContext",
                        "volumeMounts",
                        "command",
                        "args");
        setup.pod()
                .path("volumes")
                .forEach(volume ->
                        assertThat(names(volume)).isSubsetOf("name", "configMap", "secret", "projected", "emptyDir"));
    }

    /** Kafka's client works between requests; CPU time for that needs a whole CPU, by Cloud Run's CPU limits. */
    @ParameterizedTest
    @MethodSource("setups")
    void hasCpuTimeBetweenRequestsOnCloudRun(Setup setup) {
        assumeThat(setup.isCloudRun()).isTrue();
        assertThat(setup.annotation("run.googleapis.com/cpu-throttling")).isEqualTo("false");
        assertThat(setup.container().at("/resources/limits/cpu").asInt()).isPositive();
    }

    /** Cloud Run knows service accounts by their e-mail address; the README makes the one that is named. */
    @ParameterizedTest
    @MethodSource("setups")
    void namesItsServiceAccountOnCloudRunByItsAddress(Setup setup) {
        assumeThat(setup.isCloudRun()).isTrue();
        String account = setup.pod().path("serviceAccountName").asText();
        assertThat(account).matches("[a-z][a-z0-9-]{4,28}[a-z0-9]@PROJECT[.]iam[.]gserviceaccount[.]com");
        assertThat(Manifest.text(Manifest.DEPLOY.resolve("README.md")))
                .contains("gcloud iam service-accounts create " + account.replaceFirst("@.*", "\n"))
                .contains("--member=serviceAccount:" + account)
                .contains("--service-account=" + account);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> name = object.fieldNames(); name.hasNext(); ) {
            names.add(name.next());
        }
        return names;
    }

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> {
            JsonNode found = member.startsWith("/") ? element.at(member) : element.path(member);
            if (!found.isMissingNode()) {
                texts.add(found.asText());
            }
        });
        return texts;
    }
}
