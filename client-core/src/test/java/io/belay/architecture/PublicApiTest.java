package io.belay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
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

    assertThat(FILE).as(HOW_TO_UPDATE).content().isEqualTo(api);
  }
}
