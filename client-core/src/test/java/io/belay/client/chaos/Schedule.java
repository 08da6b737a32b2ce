package io.belay.client.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What happens to one lane, one after the other. The same seed gives the same schedules; when
 * exactly a blow falls is up to the machine.
 *
 * @param lane what it happens to
 */
record Schedule(String lane, List<Entry> entries) {
  /** One blow, the quiet before it and how long it lasts. */
  record Entry(Duration after, Blow blow, Duration lasting) {
    @Override
    public String toString() {
      return "+%s %s %s".formatted(seconds(after), blow, seconds(lasting));
    }
  }

  private static final int QUIET_MILLIS = 2_500;
  private static final int SHORT_MILLIS = 800;
  private static final int LONG_MILLIS = 5_000;

  /** For each site, for the detour and for our own machine, in this order. */
  static List<Schedule> draw(long seed, Duration length, List<String> sites) {
    // Its algorithm is specified: other generators may change with the JDK.
    RandomGenerator random = new Random(seed);
    List<Schedule> schedules = new ArrayList<>();
    sites.forEach(site -> schedules.add(draw(site, Blow.TO_A_SITE, random, length, 1)));
    schedules.add(draw("detour", Blow.TO_THE_DETOUR, random, length, 1));
    schedules.add(draw("us", Blow.TO_US, random, length, 6));
    return schedules;
  }

  private static Schedule draw(
      String lane, List<Blow> blows, RandomGenerator random, Duration length, int rarity) {
    List<Entry> entries = new ArrayList<>();
    long left = length.toMillis();
    while (true) {
      int after = random.nextInt(QUIET_MILLIS * rarity);
      Blow blow = blows.get(random.nextInt(blows.size()));
      // Most blows are over soon; a few last longer than any heartbeat has patience.
      int longest = random.nextInt(3) == 0 ? LONG_MILLIS : SHORT_MILLIS;
      int lasting = 1 + random.nextInt(longest);
      left -= after + lasting;
      if (left < 0) {
        return new Schedule(lane, List.copyOf(entries));
      }
      entries.add(new Entry(Duration.ofMillis(after), blow, Duration.ofMillis(lasting)));
    }
  }

  @Override
  public String toString() {
    return entries.stream()
        .map(Entry::toString)
        .collect(Collectors.joining("\n  ", lane + ":\n  ", "\n"));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2fs", time.toMillis() / 1e3);
  }
}
