package io.belay.samples.demo;

import io.belay.client.Transport;
import io.belay.samples.cli.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plays every scene, and sums up. */
final class Tour {
  private static final List<Scene> SCENES =
      List.of(
          new UnderLoad(),
          new NobodyListens(),
          new ServerKilled(),
          new ServerFrozen(),
          new FrozenAtConnect(),
          new ClientFrozen(),
          new ServerRestarted(),
          new HttpPort(),
          new PeerStopsReading());

  private final Narrator narrator;
  private final Transport transport;

  Tour(Narrator narrator, Transport transport) {
    this.narrator = narrator;
    this.transport = transport;
  }

  /** Whether every promise held. */
  boolean play() throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    List<Finding> findings = new ArrayList<>();
    try (Stage stage = new Stage(transport, narrator)) {
      narrator.opening("Belay: a tour of faults, on real sockets", opening(stage));
      for (Scene scene : SCENES) {
        narrator.scene(findings.size() + 1, scene.title());
        Finding finding = play(scene, stage);
        narrator.finding(finding);
        findings.add(finding);
      }
    }
    narrator.table(SCENES.stream().map(Scene::title).toList(), findings);
    long held = findings.stream().filter(Finding::holds).count();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    narrator.end(
        held == findings.size(),
        "%d of %d promises held, in %s".formatted(held, findings.size(), Figures.time(elapsed)));
    return held == findings.size();
  }

  private String opening(Stage stage) {
    return "An echo server in a process of its own, pid %d at %s, transport %s."
            .formatted(
                stage.server().pid(),
                stage.server().endpoint(),
                stage.transportInUse().name().toLowerCase(Locale.ROOT))
        + " The client's heartbeat is %s idle, %s interval, %d probes: a silent peer is found within %s, and within %s while a request waits. The times promised below have two ticks of that clock in them, %s, and after a + what the client does not hold against its peer, such as time in which it stood still itself."
            .formatted(
                Figures.time(Stage.HEARTBEAT.idle()),
                Figures.time(Stage.HEARTBEAT.interval()),
                Stage.HEARTBEAT.probes(),
                Figures.time(Stage.HEARTBEAT.worstCaseDetection()),
                Figures.time(Stage.HEARTBEAT.worstCaseWhileWaiting()),
                Figures.time(Stage.HEARTBEAT.tick().multipliedBy(2)));
  }

  /** What goes wrong in a scene is a finding too, and the tour goes on. */
  private static Finding play(Scene scene, Stage stage) throws InterruptedException {
    try {
      return scene.play(stage);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return new Finding(false, e.toString(), "-", "that it can be shown");
    }
  }
}
