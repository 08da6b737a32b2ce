package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;

/** The table of events in docs/observability.md must have those that a recording has. */
class FlightTableTest {
  private static final Path PAGE = Path.of("..", "docs", "observability.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(belay\\.[A-Z]\\w+)` \\|[^|]*\\| ([^|]*) \\|$", Pattern.MULTILINE);
  private static final Set<String> OF_EVERY_EVENT =
      Set.of("startTime", "duration", "eventThread", "stackTrace");
  private static final Set<String> OF_EACH_BUT_THE_STALL = Set.of("endpoint", "connection");

  @Test
  void thePageMustHaveTheEventsAndFieldsOfTheCode() throws IOException {
    Map<String, Set<String>> onThePage =
        ROW.matcher(Files.readString(PAGE))
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1),
                    row -> Set.of(row.group(2).split(", ", -1)),
                    (first, second) -> first,
                    TreeMap::new));

    assertThat(onThePage).isEqualTo(inTheCode());
  }

  private static Map<String, Set<String>> inTheCode() {
    Map<String, Set<String>> events = new TreeMap<>();
    Stream.of(FlightEvents.class.getDeclaredClasses())
        .filter(each -> Event.class.isAssignableFrom(each))
        .filter(each -> !Modifier.isAbstract(each.getModifiers()))
        .map(each -> EventType.getEventType(each.asSubclass(Event.class)))
        .forEach(type -> events.put(type.getName(), fields(type)));
    return events;
  }

  private static Set<String> fields(EventType type) {
    Set<String> fields =
        type.getFields().stream()
            .map(ValueDescriptor::getName)
            .filter(name -> !OF_EVERY_EVENT.contains(name))
            .collect(Collectors.toCollection(HashSet::new));
    if (!type.getName().equals("belay.Stall")) {
      assertThat(fields).as(type.getName()).containsAll(OF_EACH_BUT_THE_STALL);
      fields.removeAll(OF_EACH_BUT_THE_STALL);
    }
    return fields;
  }
}
