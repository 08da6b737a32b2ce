package io.belay.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<String> SITES = List.of("one", "two");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void theSameSeedMustGiveTheSameSchedules() {
    assertThat(Schedule.draw(42, MINUTE, SITES)).isEqualTo(Schedule.draw(42, MINUTE, SITES));
    assertThat(Schedule.draw(43, MINUTE, SITES)).isNotEqualTo(Schedule.draw(42, MINUTE, SITES));
  }

  @Test
  void aScheduleMustFitIntoItsTime() {
    for (Schedule schedule : Schedule.draw(42, MINUTE, SITES)) {
      Duration total =
          schedule.entries().stream()
              .map(entry -> entry.after().plus(entry.lasting()))
              .reduce(Duration.ZERO, Duration::plus);

      assertThat(total).isLessThanOrEqualTo(MINUTE);
    }
  }

  @Test
  void everyBlowMustFallSoonerOrLater() {
    Set<Blow> fallen = EnumSet.noneOf(Blow.class);
    Schedule.draw(42, Duration.ofHours(1), SITES)
        .forEach(schedule -> schedule.entries().forEach(entry -> fallen.add(entry.blow())));

    assertThat(fallen).containsExactlyInAnyOrder(Blow.values());
  }
}
