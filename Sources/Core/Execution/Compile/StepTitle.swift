import Devices
import Expressions
import Plans

extension Step {
    /// What the step does, for people: `furnace.ramp to 850 degC rate 5 K/min`.
    var title: String {
        switch action {
        case .call(let call): call.title
        case .use(let name, _): "use " + name
        case .loop(let loop):
            loop.style == .retry
                ? "try at most \(loop.times) times" : "repeat \(loop.times) times"
        case .forEach(let each): "for each " + each.name
        case .choose(let condition, _, _): "if " + condition.text
        case .parallel(let parallel):
            "side by side: " + parallel.branches.map(\.name).joined(separator: ", ")
        case .start(let name, _): "start " + name
        case .join(let name): "join " + name
        case .wait(let time): "wait " + time.text
        case .waitUntil(let condition): "wait until " + condition.text
        case .holdWhile(let hold): "hold while " + hold.condition.text
        case .measure(let measure): "measure " + measure.point + " as " + measure.name
        case .weigh(let weigh):
            "weigh " + weigh.target.text + " " + weigh.material + " into " + weigh.into
        case .calibrate(let assembly): "calibrate " + assembly
        case .identify(let item, _): "identify " + item
        case .move(.item(let item, let to)): "move " + item + " to " + to
        case .move(.cover(let item, let on)): (on ? "cover " : "uncover ") + item
        case .move(.contents(let vessel, let to)): "pour " + vessel + " into " + to
        case .move(.add(let material, _, let to)): "add " + material + " to " + to
        case .operatorTask(let say, _, _): "operator: " + say
        case .ask(let ask):
            ask.whom == .planner ? "ask the planner: " + ask.name : "ask the operator: " + ask.name
        case .result(let result): "result " + result.name
        case .set(let name, let value): "set " + name + " to " + value.text
        }
    }
}

extension Call {
    fileprivate var title: String {
        var text = assembly
        text += "."
        text += verb.rawValue
        for argument in arguments {
            text += " "
            text += argument.name
            text += " "
            switch argument.value {
            case .expression(let expr): text += expr.text
            case .integer(let number): text += String(number)
            case .flag(let flag): text += flag ? "true" : "false"
            case .text(let word): text += word
            case .segments(let segments):
                text += segments.map { $0.to.text }.joined(separator: ", ")
            }
        }
        return text
    }
}
