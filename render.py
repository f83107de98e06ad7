"""Render the film, its chapters, any Manim scene, or single frames: the command line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.displays import write_event
from pipeline.errors import PipelineError, RequestError, unknown_name
from pipeline.quality import quality_of

if TYPE_CHECKING:
    from pipeline.film import Options, Summary
    from pipeline.quality import Quality
    from pipeline.setting import Setting

COMMANDS = ("list", "film", "scene", "lesson", "new", "frame", "sheet", "check", "studio", "doctor")


class Parser(argparse.ArgumentParser):
    """A parser that answers a wrong request in one line."""

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed."""
        raise RequestError(f"{message}; type `{self.prog} --help`")


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(prog="python render.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    video = Parser(add_help=False, parents=[_picture_options("h")])
    video.add_argument(
        "--format", metavar="mp4|webm|gif|mov|png", help="by default what FILE ends in, or mp4"
    )
    video.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        help="scenes played, and plays painted, at a time; by default all cores",
    )
    video.add_argument(
        "--json", action="store_true", help="report progress and results as lines of JSON"
    )
    name = "a scene of the film, a kind of lesson, FILE.toml, or FILE.py:SceneName of any scene"

    commands.add_parser("list", help="show the chapters and scenes of the film")
    film = commands.add_parser("film", parents=[video, _common_options()], help="render the film")
    film.add_argument("--chapters", metavar="3,5-7", help="only these chapters")
    scene = commands.add_parser(
        "scene", parents=[video, _setting_options()], help="render single scenes"
    )
    scene.add_argument("names", metavar="NAME", nargs="+", help=name)
    lesson = commands.add_parser(
        "lesson",
        parents=[video, _setting_options(), _lesson_options()],
        help="render a lesson for a function of your own",
    )
    lesson.add_argument("name", metavar="KIND|FILE.toml", help="a kind of lesson, or a lesson file")
    lesson.add_argument(
        "--export-code",
        metavar="FILE.py",
        type=Path,
        help="also write what it computes as a program, and beside it the same in PyTorch",
    )
    lesson.add_argument(
        "--worksheet",
        metavar="FILE.pdf",
        type=Path,
        help="also write a worksheet to print, and beside it its answer key",
    )
    new = commands.add_parser("new", help="write a lesson file in which every field is explained")
    new.add_argument("name", metavar="KIND", help="a kind of lesson, or a scene of the film")
    new.add_argument("file", metavar="FILE.toml", type=Path, help="where to write")
    frame = commands.add_parser(
        "frame",
        parents=[_picture_options("h"), _setting_options()],
        help="draw the frame at a time",
    )
    frame.add_argument("name", metavar="NAME", help=name)
    frame.add_argument("--at", metavar="SECONDS", type=float, required=True, help="which frame")
    sheet = commands.add_parser(
        "sheet",
        parents=[_picture_options("m"), _setting_options(), _lesson_options()],
        help="draw one picture of a whole scene",
    )
    sheet.add_argument("name", metavar="NAME", help=name)
    sheet.add_argument(
        "--beats",
        action="store_true",
        help="a picture for each beat with its words, as PNG and as a page (or as -o says)",
    )
    check = commands.add_parser(
        "check",
        parents=[_setting_options(), _lesson_options()],
        help="look for what a viewer would stumble over",
    )
    check.add_argument("names", metavar="NAME", nargs="*", help=f"{name}; by default the film")
    check.add_argument("-q", "--quality", metavar="l|m|h|p|k", default="m", help="as for frame")
    check.add_argument("--shape", metavar="SHAPE", help="as for frame")
    check.add_argument("--jobs", metavar="N", type=int, default=0, help="scenes at a time")
    studio = commands.add_parser("studio", help="look at any frame in the browser, and edit")
    studio.add_argument(
        "names", metavar="NAME", nargs="*", help="FILE.toml or FILE.py:SceneName to show as well"
    )
    studio.add_argument("--port", metavar="N", type=int, default=0, help="by default a free one")
    studio.add_argument("--no-open", action="store_true", help="do not open the browser")
    studio.add_argument(
        "--time-limit",
        metavar="SECONDS",
        type=int,
        default=60,
        help="stop a scene that shows nothing new for so long; %(default)s by default",
    )
    studio.add_argument(
        "--memory-limit",
        metavar="MB",
        type=int,
        default=4000,
        help="stop a scene that takes more memory; %(default)s by default",
    )
    commands.add_parser("doctor", help="check whether this machine is ready")
    return parser


def _picture_options(quality: str) -> Parser:
    # A new one each time: parsers share the options, and so the defaults, of a common parent.
    options = Parser(add_help=False)
    options.add_argument(
        "-q",
        "--quality",
        metavar="l|m|h|p|k",
        default=quality,
        help="480p15, 720p30, 1080p60, 1440p60 or 2160p60; %(default)s by default",
    )
    options.add_argument(
        "--shape",
        metavar="SHAPE",
        help="landscape (16:9), portrait (9:16) or square; landscape by default",
    )
    options.add_argument("-o", "--output", metavar="FILE", type=Path, help="where to write")
    return options


def _common_options() -> Parser:
    options = Parser(add_help=False)
    options.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="set a parameter of the scene; can be given more than once",
    )
    options.add_argument("--theme", metavar="dark|light", help="colours")
    options.add_argument("--language", metavar="CODE", help="of all words, such as en or uk")
    return options


def _setting_options() -> Parser:
    options = Parser(add_help=False, parents=[_common_options()])
    options.add_argument(
        "--function", metavar="TEXT", help="the function, or FILE.py:name of a Python function"
    )
    return options


def _lesson_options() -> Parser:
    options = Parser(add_help=False)
    options.add_argument("--at", metavar="x=2,y=3", help="the point")
    options.add_argument("--from", dest="start", metavar="x=2,y=3", help="where a descent starts")
    options.add_argument("--optimizer", metavar="NAME,NAME", help="how a descent goes")
    options.add_argument("--learning-rate", metavar="N", help="how long its steps are")
    options.add_argument("--steps", metavar="N", help="how many steps it takes")
    options.add_argument(
        "--quiz",
        action="store_const",
        const="true",
        help="leave one slope blank, give time to think, then show it",
    )
    return options


def _settings(arguments: argparse.Namespace) -> tuple[Setting, ...]:
    """Return what the options set, as ``--set`` would."""
    from pipeline.setting import read_settings

    options = {
        "function": "--function",
        "theme": "--theme",
        "language": "--language",
        "at": "--at",
        "start": "--from",
        "optimizer": "--optimizer",
        "learning_rate": "--learning-rate",
        "steps": "--steps",
        "quiz": "--quiz",
    }
    # For a single frame, --at is its time.
    given = {
        name: option
        for name, option in options.items()
        if isinstance(getattr(arguments, name, None), str)
    }
    named = read_settings(f"{name}={getattr(arguments, name)}" for name in given)
    return (
        *(
            setting._replace(where=f"{option} {getattr(arguments, name)}")
            for setting, (name, option) in zip(named, given.items(), strict=True)
        ),
        *read_settings(arguments.set),
    )


def _quality(arguments: argparse.Namespace, *names: str) -> Quality:
    """Return the size of the picture; its shape may be said in a lesson file."""
    from pipeline.lesson_file import shape_in

    return quality_of(arguments.quality, arguments.shape or shape_in(names))


def run(arguments: argparse.Namespace) -> int:
    """Carry out a command, and return the exit status."""
    # Each command imports only what it needs, so that the quick ones are quick.
    match arguments.command:
        case "list":
            from pipeline.catalogue import listing, read_catalogue

            print(listing(read_catalogue().chapters))
        case "film":
            from pipeline.catalogue import read_catalogue
            from pipeline.film import render_film

            options, settings = _video_options(arguments), _settings(arguments)
            made = render_film(read_catalogue(), options, arguments.chapters, settings)
            _report(made, options)
        case "scene":
            from pipeline.film import render_scenes

            options = _video_options(arguments, *arguments.names)
            _report(render_scenes(arguments.names, options, _settings(arguments)), options)
        case "lesson":
            from pipeline.film import render_scenes
            from pipeline.naming import check_is_lesson

            check_is_lesson(arguments.name)
            options, settings = _video_options(arguments, arguments.name), _settings(arguments)
            if arguments.export_code or arguments.worksheet:
                from pipeline.lesson_extras import export_code, write_worksheet

                if arguments.export_code:
                    _say(export_code(arguments.name, arguments.export_code, settings), options)
                if arguments.worksheet:
                    _say(write_worksheet(arguments.name, arguments.worksheet, settings), options)
            _report(render_scenes([arguments.name], options, settings), options)
        case "new":
            from pipeline.new_lesson import write_lesson_file

            print(write_lesson_file(arguments.name, arguments.file))
        case "frame":
            from pipeline.frames import draw_frame

            quality = _quality(arguments, arguments.name)
            settings = _settings(arguments)
            print(draw_frame(arguments.name, arguments.at, quality, arguments.output, settings))
        case "sheet":
            from pipeline.sheet import draw_sheet
            from pipeline.storyboard import draw_storyboard

            quality = _quality(arguments, arguments.name)
            settings = _settings(arguments)
            draw = draw_storyboard if arguments.beats else draw_sheet
            print(draw(arguments.name, quality, arguments.output, settings))
        case "check":
            from pipeline.check.run import check_scenes

            jobs = arguments.jobs or os.cpu_count() or 1
            quality = _quality(arguments, *arguments.names)
            settings = _settings(arguments)
            lines, is_clean = check_scenes(arguments.names, quality, jobs, settings=settings)
            print("\n".join(lines))
            return 0 if is_clean else 1
        case "studio":
            from pipeline.studio.limits import Limits
            from pipeline.studio.serve import serve

            limits = Limits.of(arguments.time_limit, arguments.memory_limit)
            serve(arguments.names, arguments.port, limits, opens=not arguments.no_open)
        case "doctor":
            from pipeline.doctor import examine

            report, is_ready = examine()
            print(report)
            return 0 if is_ready else 1
    return 0


def _video_options(arguments: argparse.Namespace, *names: str) -> Options:
    from pipeline.film import Options
    from pipeline.lesson_file import shape_in

    return Options.read(
        arguments.quality,
        arguments.format,
        arguments.jobs,
        arguments.output,
        arguments.shape or shape_in(names),
        as_json=arguments.json,
    )


def _say(text: str, options: Options) -> None:
    """Say what else was made."""
    if options.as_json:
        write_event(sys.stdout, "file", message=text)
    else:
        print(text)


def _report(summaries: Sequence[Summary], options: Options) -> None:
    """Say what was made."""
    for summary in summaries:
        if options.as_json:
            write_event(sys.stdout, "video", **asdict(summary))
        else:
            print(summary)


def main(argv: list[str]) -> int:
    """Run the command line, and return the exit status."""
    # Being asked to end is the same as Ctrl-C: workers are stopped and nothing half-written stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
            raise unknown_name("command", argv[0], COMMANDS, "type `python render.py --help`")
        return run(build_parser().parse_args(argv))
    except PipelineError as error:
        if "--json" in argv:
            write_event(sys.stdout, "error", message=str(error), status=error.exit_status)
        print(error, file=sys.stderr)
        return error.exit_status
    except ImportError as error:
        print(f"{error}; type `python render.py doctor` to see what is missing", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'writing'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing was changed", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
