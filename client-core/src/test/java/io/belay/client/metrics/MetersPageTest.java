package io.belay.client.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/observability.md} must list the meters that there are. */
class MetersPageTest {
  private static final Path PAGE = Path.of("..", "docs", "observability.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(belay\\.[a-z.]+)` \\| ([a-z]+) \\| ([a-z]+) \\| ([^|]+) \\| ([^|]+) \\|",
          Pattern.MULTILINE);

  @Test
  void theTableMustBeWhatIsRegistered() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(PAGE));
    List<String> documented = rows.results().map(row -> row.group().strip()).toList();

    assertThat(documented)
        .containsExactlyElementsOf(Stream.of(MeterSpec.values()).map(MetersPageTest::row).toList());
  }

  private static String row(MeterSpec spec) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            spec.meterName,
            spec.kind.name().toLowerCase(Locale.ROOT),
            spec.unit,
            String.join(", ", spec.tags),
            spec.description);
  }
}
