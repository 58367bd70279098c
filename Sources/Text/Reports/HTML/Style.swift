/// The report's look.
///
/// The first eight colours are Okabe and Ito's set for colour-blind readers ("Color Universal
/// Design", 2008), lightened for the dark; no meaning rests on colour alone.
enum Style {
    static let colours: StaticString = """
        :root{--bg:#fdfcfa;--card:#fff;--ink:#1d1f23;--soft:#5d636d;--rule:#e3e1dc;--grid:#ecebe7;
        --accent:#b4530a;--good:#00704f;--goodbg:#e4f3ec;--badc:#b3261e;--badbg:#fbe9e7;
        --warnc:#8a5a00;--warnbg:#fcf1dc;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#aa4f86;
        --m0:#56b4e9;--m1:#e69f00;--m2:#009e73;--m3:#cc79a7;--m4:#0072b2;--m5:#d55e00;
        --m6:#c9bb1f;--m7:#8c8c8c;--m8:#7a5195;--m9:#8c5a2b;--m10:#3f7d20;--m11:#f2a3b3;
        --m12:#20706e;--m13:#b8bfc9;--barink:#16181b}
        @media(prefers-color-scheme:dark){:root{--bg:#15171a;--card:#1c1f23;--ink:#e8e6e1;
        --soft:#a2a7b0;--rule:#33373d;--grid:#282c31;--accent:#f0a35e;--good:#5fd0a5;
        --goodbg:#14332a;--badc:#ff9a8f;--badbg:#3d1c1a;--warnc:#f0c36a;--warnbg:#392c12;
        --s0:#62b8ee;--s1:#f58a3c;--s2:#33c79a;--s3:#dd9ac4;--m4:#3f94cf;--m6:#f0e442;
        --m7:#a5a5a5;--m8:#a584c4;--m9:#b98450;--m10:#6fae4e;--m12:#4fa3a1;--m13:#d5dae2}}
        @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#bbb;--grid:#e5e5e5;
        --accent:#8a3f06;--good:#00603f;--goodbg:#fff;--badc:#a01810;--badbg:#fff;--warnc:#6b4600;
        --warnbg:#fff;--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#aa4f86}}
        """

    static let text: StaticString = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 -apple-system,"Segoe UI",
        Inter,Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",system-ui,sans-serif;
        -webkit-print-color-adjust:exact;print-color-adjust:exact}
        main{max-width:1060px;margin:0 auto;padding:44px 28px 60px}
        h1,h2{font-family:Charter,"Bitstream Charter","Source Serif 4","Iowan Old Style",Georgia,
        "Liberation Serif",serif;font-weight:600;line-height:1.2;text-wrap:balance}
        h1{font-size:34px;letter-spacing:-.01em;margin:4px 0 8px}
        h2{font-size:23px;margin:0 0 12px}h3{font-size:15px;margin:22px 0 8px}
        h3 .dim{font-weight:400}
        section{margin-top:46px;padding-top:20px;border-top:1px solid var(--rule)}
        p{margin:0 0 10px;max-width:74ch}.over{color:var(--accent);font-size:12.5px;font-weight:600;
        letter-spacing:.09em;text-transform:uppercase;margin:0}
        .meta,.note{color:var(--soft);font-size:13.5px}.meta{max-width:none}
        .meta b{color:var(--ink);font-weight:600}
        .meta span+span:before{content:"·";margin:0 8px}
        .verdict{display:flex;gap:14px;align-items:flex-start;margin:22px 0 18px;
        padding:14px 18px;border-radius:10px;border:1px solid}
        .verdict i{font:700 22px/1.2 sans-serif}.verdict p{margin:2px 0 0;max-width:none}
        .verdict strong{font-size:17px}
        .yes{background:var(--goodbg);border-color:var(--good)}.yes i,.yes strong{color:var(--good)}
        .no{background:var(--badbg);border-color:var(--badc)}.no i,.no strong{color:var(--badc)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px}
        .tile{background:var(--card);border:1px solid var(--rule);border-radius:10px;
        padding:12px 16px}.tile small{display:block;color:var(--soft);font-size:12.5px}
        .tile b{display:block;font-size:22px;font-weight:600;letter-spacing:-.01em;
        font-variant-numeric:tabular-nums;margin:2px 0}
        .wide{overflow-x:auto;max-width:100%}
        table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums;
        min-width:60%}
        th{font-weight:600;text-align:left;color:var(--soft);font-size:12.5px;white-space:nowrap}
        th,td{padding:5px 18px 5px 0;border-bottom:1px solid var(--rule);vertical-align:top}
        tbody tr:last-child td{border-bottom:0}.n{text-align:right;white-space:nowrap}
        th.n{text-align:right}td.top{font-weight:600}tr.best td{background:var(--goodbg)}
        .kept{color:var(--good)}.broken{color:var(--badc);font-weight:600}.dim{color:var(--soft)}
        ul{padding-left:20px;margin:6px 0 12px}li{margin:3px 0;max-width:80ch}
        .plain{list-style:none;padding:0;font-size:13px}.plain li{max-width:none}
        details{margin-top:14px}summary{cursor:pointer;font-weight:600;font-size:14px;
        padding:4px 0}summary small{font-weight:400;color:var(--soft)}
        pre,code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",
        "Liberation Mono",monospace}
        pre{font-size:12px;line-height:1.5;overflow:auto;max-height:560px;background:var(--card);
        border:1px solid var(--rule);border-radius:8px;padding:12px 14px;margin:8px 0}
        code{font-size:.88em;overflow-wrap:anywhere}
        .finding{border-left:4px solid var(--rule);padding:2px 0 2px 16px;margin:20px 0}
        .finding.error{border-color:var(--badc)}.finding.warning{border-color:var(--warnc)}
        .finding h3{margin:0 0 2px;font-size:15.5px}.finding pre{max-height:none}
        .finding dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:6px 0;
        font-size:13.5px}dt{color:var(--soft)}dd{margin:0}mark{background:var(--warnbg);
        color:inherit;border-radius:3px;padding:0 2px}
        .chip{display:inline-block;font-size:12px;font-weight:600;border-radius:99px;
        padding:0 9px;border:1px solid;margin-right:8px}.chip.error{color:var(--badc)}
        .chip.warning{color:var(--warnc)}.chip.note{color:var(--soft)}
        footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--rule);
        color:var(--soft);font-size:12px}footer p{max-width:none}
        @media print{main{max-width:none;padding:0}body{font-size:11pt}section{margin-top:22pt}
        figure,.finding,tr,.tile,.verdict{break-inside:avoid}h2,h3{break-after:avoid}
        pre{max-height:none;overflow:visible;white-space:pre-wrap}
        details::details-content{content-visibility:visible;height:auto}
        details.bulk:not([open]){display:none}}
        .onpaper{display:none}.id{white-space:nowrap}
        """

    static let drawings: StaticString = """
        figure{margin:14px 0 20px}svg{display:block;max-width:100%}
        .chart svg{width:100%;height:auto}
        figcaption{font-size:13.5px;margin-bottom:4px;display:flex;flex-wrap:wrap;gap:2px 16px;
        align-items:baseline}.unit,figcaption small{color:var(--soft)}
        .key{white-space:nowrap}.k{display:inline-block;width:14px;height:3px;border-radius:2px;
        margin-right:6px;vertical-align:middle}
        .k.s0{background:var(--s0)}.k.s1{background:var(--s1)}.k.s2{background:var(--s2)}
        .k.s3{background:var(--s3)}
        .sw{width:12px;height:12px;border-radius:3px}
        .axis{stroke:var(--soft);stroke-width:1}.grid{stroke:var(--grid);stroke-width:1}
        .t{font:11.5px -apple-system,"Segoe UI",Inter,Roboto,"Noto Sans","Liberation Sans",
        system-ui,sans-serif;fill:var(--soft);
        font-variant-numeric:tabular-nums}.e{text-anchor:end}.m{text-anchor:middle}
        .tiny{font-size:9px}.axisname{fill:var(--ink);font-size:12px}.lane{fill:var(--ink);
        font-size:12.5px}
        .line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
        .band{opacity:.28;stroke:none}.line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1);
        stroke-dasharray:7 3}.line.s2{stroke:var(--s2);stroke-dasharray:2 3}
        .line.s3{stroke:var(--s3);stroke-dasharray:9 3 2 3}
        .band.s0{fill:var(--s0)}.band.s1{fill:var(--s1)}.band.s2{fill:var(--s2)}
        .band.s3{fill:var(--s3)}
        line.limit{stroke:var(--badc);stroke-width:1.2;stroke-dasharray:6 4}
        line.proved{stroke:var(--good);stroke-width:1.2;stroke-dasharray:2 3}
        text.limit{fill:var(--badc)}text.proved{fill:var(--good)}
        text.limit,text.proved{paint-order:stroke;stroke:var(--bg);stroke-width:4px;
        stroke-linejoin:round}
        line.fault{stroke:var(--badc);stroke-width:1;stroke-dasharray:3 3}
        .faultmark{fill:var(--badc)}rect.bad{fill:var(--badc)}
        .cross{stroke:var(--soft);stroke-width:1}.readout{font-size:12.5px;fill:var(--ink);
        paint-order:stroke;stroke:var(--bg);stroke-width:5px;stroke-linejoin:round}
        .on{fill:var(--soft);opacity:.3;rx:2px}
        .bar{rx:2.5px}.bar.plan{fill:var(--m7);opacity:.55}.bar.l0{fill:var(--m1)}
        .bar.l1{fill:var(--m0)}.bar.l2{fill:var(--m3)}.bar.l3{fill:var(--m2)}.bar.l4{fill:var(--m6)}
        .bar.l5{fill:var(--m4)}.bar.failed{fill:var(--badc)}.bar.failed+.inbar{fill:var(--bg)}
        .bar.abandoned{fill:none;stroke:var(--soft);stroke-dasharray:3 2}
        .inbar{fill:var(--barink);font-size:10.5px;pointer-events:none}
        @media(prefers-color-scheme:dark){.bar,.strip{opacity:.85}.bar.plan{fill:#8f959e;opacity:1}
        .bar.abandoned+.inbar{fill:var(--ink)}}.bar.abandoned+.inbar{fill:var(--ink)}
        .strip{rx:2px}.strip.v0{fill:var(--m7);opacity:.5}.strip.v1{fill:var(--m0)}
        .strip.v2{fill:var(--m1)}.strip.v3{fill:var(--m2)}.strip.v4{fill:var(--m3)}
        .strip.v5{fill:var(--m6)}.strip.mixed{fill:var(--m0);opacity:.55}
        .strip.bad{fill:var(--badc)}
        .range{width:180px;height:16px}.range .span{fill:var(--s0);opacity:.3;rx:2px}
        .range .seen{fill:var(--ink)}
        .ware{fill:var(--card);stroke:var(--rule);stroke-width:1.2;rx:7px}
        .well{fill:var(--bg);stroke:var(--rule)}.glass{fill:none;stroke:var(--soft);
        stroke-width:1.6;stroke-linejoin:round}
        .m0{fill:var(--m0)}.m1{fill:var(--m1)}.m2{fill:var(--m2)}.m3{fill:var(--m3)}
        .m4{fill:var(--m4)}.m5{fill:var(--m5)}.m6{fill:var(--m6)}.m7{fill:var(--m7)}
        .m8{fill:var(--m8)}.m9{fill:var(--m9)}.m10{fill:var(--m10)}.m11{fill:var(--m11)}
        .m12{fill:var(--m12)}.m13{fill:var(--m13)}
        .legend .k{width:12px;height:12px}
        .k.m0{background:var(--m0)}.k.m1{background:var(--m1)}.k.m2{background:var(--m2)}
        .k.m3{background:var(--m3)}.k.m4{background:var(--m4)}.k.m5{background:var(--m5)}
        .k.m6{background:var(--m6)}.k.m7{background:var(--m7)}.k.m8{background:var(--m8)}
        .k.m9{background:var(--m9)}.k.m10{background:var(--m10)}.k.m11{background:var(--m11)}
        .k.m12{background:var(--m12)}.k.m13{background:var(--m13)}
        .tip.new{fill:var(--m7);opacity:.75}.tip.gone{fill:none;stroke:var(--rule)}
        .deck{display:flex;flex-wrap:wrap;gap:18px 28px;align-items:flex-end}
        .deck figure{margin:0;max-width:100%}.deck figcaption{display:block;margin:0 0 6px}
        .deck small{display:block;color:var(--soft);max-width:340px}
        .deck .one{width:150px}.deck{align-items:flex-start}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;margin:0 0 16px}
        .charts{display:flex;flex-wrap:wrap;gap:8px 20px}.chart.small{flex:0 1 320px;margin:6px 0}
        .dot{fill:var(--s0)}.dot.best{fill:var(--s1);stroke:var(--ink)}
        .stair{fill:none;stroke:var(--s1);stroke-width:1.3;stroke-dasharray:4 3}
        """

    /// Where paper and small screens want it otherwise; last, so that it counts.
    static let media: StaticString = """
        @media print{.onpaper{display:block}.t{font-size:14px}.lane{font-size:14px}
        .inbar{font-size:10.5px}.tiny{font-size:9px}}
        @media screen and (max-width:720px){main{padding:26px 16px 40px}h1{font-size:27px}
        .chart{overflow-x:auto}.chart svg{width:780px;max-width:none}
        .chart figcaption{position:sticky;left:0}.chart.small svg{width:100%;max-width:336px}}
        """

    /// Shows time and values under the pointer.
    ///
    /// Everything is readable without it.
    static let crosshair: StaticString = """
        for(const s of document.querySelectorAll("svg.live")){const[l,t,w,h]=s.dataset.f.split(" ")
        .map(Number),[T,lo,hi]=s.dataset.v.split(" ").map(Number),N="http://www.w3.org/2000/svg";
        let g,P;
        const clock=x=>{const d=Math.floor(x/86400),p=n=>String(Math.floor(n)).padStart(2,0);
        return(d?d+" d ":"")+p(x%86400/3600)+":"+p(x%3600/60)+":"+p(x%60)};
        const make=(n,c)=>{const e=document.createElementNS(N,n);e.setAttribute("class",c);
        g.appendChild(e);return e};
        s.addEventListener("mousemove",e=>{if(!g){g=document.createElementNS(N,"g");
        s.appendChild(g);
        g.k=make("line","cross");g.r=make("text","t readout");
        P=[...s.querySelectorAll("path.line")].map(p=>[p.dataset.n,
        [...p.getAttribute("d").matchAll(/[ML]([-\\d.]+) ([-\\d.]+)/g)].map(m=>[+m[1],+m[2]])])}
        const b=s.getBoundingClientRect(),x=(e.clientX-b.left)*s.viewBox.baseVal.width/b.width;
        if(x<l||x>l+w){g.style.display="none";return}g.style.display="";
        for(const[k,v]of[["x1",x],["x2",x],["y1",t],["y2",t+h]])g.k.setAttribute(k,v);
        let o=clock((x-l)/w*T);for(const[n,q]of P){let a=null,c=null;
        for(const i of q){if(i[0]<=x)a=i;
        else{c=i;break}}a=a||c;if(!a)continue;let y=a[1];
        if(c&&c[0]>a[0])y+=(c[1]-a[1])*Math.max(0,x-a[0])/(c[0]-a[0]);
        o+="   "+n+" "+Number((lo+(t+h-y)/h*(hi-lo)).toPrecision(4))}
        g.r.textContent=o;g.r.setAttribute("y",t+13);const right=x>l+w/2;
        g.r.setAttribute("x",x+(right?-8:8));g.r.style.textAnchor=right?"end":"start"});
        s.addEventListener("mouseleave",()=>{if(g)g.style.display="none"})}
        """
}
