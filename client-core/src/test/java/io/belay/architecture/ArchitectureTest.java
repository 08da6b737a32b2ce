package io.belay.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which way the code points, and what of it users see. */
class ArchitectureTest {
  private static final String CODEC = "io.belay.codec";
  private static final String HEARTBEAT = "io.belay.heartbeat";
  private static final String CLIENT = "io.belay.client";
  private static final String ERROR = "io.belay.client.error";
  private static final String METRICS = "io.belay.client.metrics";
  private static final String PROTOCOL = "io.belay.client.protocol";
  private static final String INTERNAL = "io.belay.client.internal";

  /**
   * Which package uses which. Two circles are meant to be there, both within one module:
   *
   * <ul>
   *   <li>{@code client} and {@code error}: a failure names its {@code Endpoint}, and the API says
   *       which failures it throws. They are two packages so that the thirty types of failure do
   *       not bury the few that a user starts with.
   *   <li>{@code client} and {@code internal}: what is internal implements the API, and the builder
   *       makes it. A user's code must not have to name what implements it.
   * </ul>
   *
   * Through {@code client} these close a third: {@code error} knows nothing of {@code internal}.
   */
  private static final Map<String, Set<String>> USES =
      Map.of(
          CODEC, Set.of(),
          HEARTBEAT, Set.of(CODEC),
          ERROR, Set.of(CLIENT, HEARTBEAT, CODEC),
          PROTOCOL, Set.of(ERROR, HEARTBEAT, CODEC),
          CLIENT, Set.of(ERROR, PROTOCOL, INTERNAL, HEARTBEAT, CODEC),
          METRICS, Set.of(CLIENT, ERROR, HEARTBEAT),
          INTERNAL, Set.of(CLIENT, ERROR, PROTOCOL, HEARTBEAT, CODEC));

  /** What the builder makes, and what it takes to make it. */
  private static final Set<String> PUBLIC_INTERNALS =
      Set.of("DefaultClient", "FramedProtocol", "RetryRules", "Settings");

  private static final Set<String> BLOCKING_LOOKUPS =
      Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName");

  @Test
  void modulesMustPointOneWay() {
    Map<String, Set<String>> required = new TreeMap<>();
    Published.MODULES.forEach(
        (name, module) ->
            required.put(
                name,
                module.requires().stream()
                    .map(Requires::name)
                    .filter(each -> each.startsWith("io.belay."))
                    .collect(Collectors.toSet())));

    assertThat(required)
        .containsOnly(
            Map.entry(CODEC, Set.of()),
            Map.entry(HEARTBEAT, Set.of(CODEC)),
            Map.entry(CLIENT, Set.of(HEARTBEAT, CODEC)));
  }

  @Test
  void packagesMustUseOnlyThoseTheyAreMeantTo() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : Published.CLASSES) {
      Set<String> used = uses.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (target.startsWith("io.belay.") && !target.equals(type.getPackageName())) {
          used.add(target);
        }
      }
    }

    assertThat(uses).containsExactlyInAnyOrderEntriesOf(USES);
  }

  @Test
  void theApiMustNameWhatIsInternalInItsBuilderAlone() {
    assertThat(usersOf(CLIENT, INTERNAL)).containsExactly("BelayClientBuilder");
  }

  @Test
  void failuresMustKnowNothingOfTheApiButTheEndpoint() {
    Set<String> used =
        Published.CLASSES.stream()
            .filter(type -> type.getPackageName().equals(ERROR))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> target.getPackageName().equals(CLIENT))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());

    assertThat(used).containsExactly("Endpoint");
  }

  @Test
  void theWireFormatMustStandOnNettyAlone() {
    classes()
        .that()
        .resideInAPackage(CODEC)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            CODEC,
            "io.netty.buffer..",
            "io.netty.channel..",
            "io.netty.util..",
            "java..",
            "org.jspecify..")
        .check(Published.CLASSES);
  }

  @Test
  void nothingMustLookUpANameByBlocking() {
    DescribedPredicate<JavaCall<?>> lookup =
        DescribedPredicate.describe("may ask a name server", ArchitectureTest::mayAskANameServer);
    noClasses().should().callCodeUnitWhere(lookup).check(Published.CLASSES);
  }

  @Test
  void exactlyTheApiMustBeExported() {
    assertThat(Published.exportedPackages())
        .containsExactlyInAnyOrder(CODEC, HEARTBEAT, CLIENT, ERROR, PROTOCOL, METRICS);
  }

  @Test
  void micrometerMustBeNeededByNothingButTheMeters() {
    noClasses()
        .that()
        .resideOutsideOfPackage(METRICS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..")
        .check(Published.CLASSES);

    Set<Requires> optional =
        Published.MODULES.get(CLIENT).requires().stream()
            .filter(each -> each.name().startsWith("micrometer"))
            .collect(Collectors.toSet());
    assertThat(optional)
        .singleElement()
        .satisfies(each -> assertThat(each.modifiers()).contains(Requires.Modifier.STATIC));
  }

  @Test
  void nothingInternalMustBePublicButWhatTheBuilderReaches() {
    assertThat(Published.publicClasses(INTERNAL))
        .as(
            "public classes of %s; a class that no other package names is package-private",
            INTERNAL)
        .containsExactlyInAnyOrderElementsOf(PUBLIC_INTERNALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT, ERROR, PROTOCOL, METRICS, HEARTBEAT, CODEC})
  void theApiMustNotShowWhatIsInternal(String packageName) {
    List<String> shown =
        ApiListing.of(packageName).lines().filter(line -> line.contains(INTERNAL)).toList();

    assertThat(shown).isEmpty();
  }

  @Test
  void samplesMustUseNothingInternal() throws IOException {
    try (Stream<Path> files = Files.walk(Published.project().resolve("samples"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .allSatisfy(file -> assertThat(file).content().doesNotContain(INTERNAL));
    }
  }

  private static boolean mayAskANameServer(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    boolean named = BLOCKING_LOOKUPS.contains(call.getName());
    if (owner.isAssignableTo(InetAddress.class)) {
      return named;
    }
    boolean takesAName =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(each -> each.isEquivalentTo(String.class));
    return owner.isEquivalentTo(InetSocketAddress.class)
        && (named || (takesAName && call.getName().equals("<init>")));
  }

  private static Set<String> usersOf(String packageName, String used) {
    return Published.CLASSES.stream()
        .filter(type -> type.getPackageName().equals(packageName))
        .filter(
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(each -> each.getTargetClass().getPackageName().equals(used)))
        .map(JavaClass::getSimpleName)
        .collect(Collectors.toSet());
  }
}
