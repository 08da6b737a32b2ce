package io.belay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/api.txt}, in which a review sees what users will. */
class PublicApiTest {
  private static final Path FILE = Published.project().resolve("docs/api.txt");

  private static final String HOW_TO_UPDATE =
      """
      The public API is not what docs/api.txt says. If it was meant to change, write it anew and \
      commit it with the change:

        mvn -pl client-core -am test -Dtest=PublicApiTest -Dapi.update=true \
      -Dsurefire.failIfNoSpecifiedTests=false
      """;

  @Test
  void thePublicApiMustBeTheOneThatIsWrittenDown() throws IOException {
    String api =
        Published.exportedPackages().stream().map(ApiListing::of).collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("api.update")) {
      Files.writeString(FILE, api);
    }
    String written = Files.exists(FILE) ? Files.readString(FILE) : "";

    assertThat(changes(written, api)).as(HOW_TO_UPDATE).isEmpty();
    assertThat(written).isEqualTo(api);
  }

  private static List<String> changes(String before, String after) {
    Set<String> old = qualified(before);
    Set<String> current = qualified(after);
    return Stream.concat(
            old.stream().filter(line -> !current.contains(line)).map(line -> "gone: " + line),
            current.stream().filter(line -> !old.contains(line)).map(line -> "new: " + line))
        .toList();
  }

  /** Each member's line behind that of its type. */
  private static Set<String> qualified(String listing) {
    Set<String> lines = new LinkedHashSet<>();
    String type = "";
    for (String line : listing.lines().toList()) {
      boolean member = line.startsWith("  ");
      type = member ? type : line;
      lines.add(member ? type + " {" + line + " }" : line);
    }
    return lines;
  }
}
